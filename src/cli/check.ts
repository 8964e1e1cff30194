/** `hearback check`: every mistake in flows, places and texts, before anybody meets it in a conversation. */
import { parseArgs } from 'node:util'
import { flowJsonSchema } from '../flow/flow-schema.ts'
import { listing, shortened } from '../programmes/listing.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import type { Command, ExitCode, Io } from './command.ts'

const help = `Usage: hearback check [--json] [--schema]

Checks every flow, its places and its texts in every language, and prints all mistakes with file, line and column.
Reads FLOWS_DIR (default: flows) and LOCALES_DIR (default: locales).

  --json     one JSON object: { "programmes", "errors", "notices", "diagnostics": [ … ] }
  --schema   prints the JSON Schema of a flow file, for editors, and checks nothing

An error keeps the server from starting; a notice only tells something you may want to know.
Exit code: 0 no errors, 1 errors, 2 called wrongly.
`

export const command: Command = {
  name: 'check',
  summary: 'check flows, places and texts, and print every mistake with its place',
  help,
  async run(args, io) {
    const options = readArgs(args, io)
    if (options === undefined) return 2
    if (options.schema) {
      io.out(flowSchemaText())
      return 0
    }
    return check(options.json, io)
  },
}

/** What `docs/flow.schema.json` holds. */
export const flowSchemaText = (): string => `${JSON.stringify(flowJsonSchema(), null, 2)}\n`

function check(json: boolean, io: Io): ExitCode {
  const { programmes, diagnostics } = readProgrammes({
    flowsDir: io.env.FLOWS_DIR || 'flows',
    localesDir: io.env.LOCALES_DIR || 'locales',
  })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const notices = diagnostics.length - errors
  const shown = diagnostics.map((diagnostic) => ({ ...diagnostic, file: shortened(diagnostic.file) }))
  if (json) {
    const found = programmes.map(({ name, programs }) => ({ name, flows: programs.map(({ flow }) => flow) }))
    io.out(`${JSON.stringify({ programmes: found, errors, notices, diagnostics: shown }, null, 2)}\n`)
  } else {
    const flows = programmes.reduce((sum, { programs }) => sum + programs.length, 0)
    io.out(listing(diagnostics))
    io.out(
      `${counted(flows, 'sound flow')} in ${counted(programmes.length, 'programme')}: ${counted(errors, 'error')}, ${counted(notices, 'notice')}.\n`,
    )
  }
  return errors > 0 ? 1 : 0
}

function readArgs(args: readonly string[], io: Io): { json: boolean; schema: boolean } | undefined {
  try {
    const options = { json: { type: 'boolean' }, schema: { type: 'boolean' } } as const
    const { values } = parseArgs({ args: [...args], options })
    return { json: values.json ?? false, schema: values.schema ?? false }
  } catch (error) {
    io.err(`${error instanceof Error ? error.message : String(error)}\n\n${help}`)
    return undefined
  }
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
