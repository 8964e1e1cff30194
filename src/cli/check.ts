/** `hearback check`: every mistake in flows, places and texts, before anybody meets it in a conversation. */
import { parseArgs } from 'node:util'
import { type Prompt, prepare, type Runnable } from '../engine/runnable.ts'
import { flowJsonSchema } from '../flow/flow-schema.ts'
import { CHANNEL_NAMES, type Choices, poorestForm } from '../flow/form-of.ts'
import { formsTable, type ShownForm } from '../flow/forms-table.ts'
import type { Language, Program, TextTree } from '../flow/program.ts'
import { listing, shortened } from '../programmes/listing.ts'
import { readProgrammes } from '../programmes/read-programmes.ts'
import { readTexts } from '../programmes/read-texts.ts'
import type { Command, ExitCode, Io } from './command.ts'

const help = `Usage: hearback check [--channels] [--json] [--schema]

Checks every flow, its places and its texts in every language, and prints all mistakes with file, line and column.
Reads FLOWS_DIR (default: flows) and LOCALES_DIR (default: locales).

  --channels  tells how each channel shows the questions that have no buttons there, in which languages, and why
  --json      one JSON object: { "programmes", "errors", "notices", "diagnostics": [ … ] }; with --channels also
              "shown": [{ "programme", "flow", "question", "channel", "language", "form", "reason"? }], buttons included
  --schema    prints the JSON Schema of a flow file, for editors, and checks nothing

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
    return check(options, io)
  },
}

/** What `docs/flow.schema.json` holds. */
export const flowSchemaText = (): string => `${JSON.stringify(flowJsonSchema(), null, 2)}\n`

interface Options {
  readonly channels: boolean
  readonly json: boolean
  readonly schema: boolean
}

function check({ channels, json }: Options, io: Io): ExitCode {
  const localesDir = io.env.LOCALES_DIR || 'locales'
  const { programmes, diagnostics } = readProgrammes({ flowsDir: io.env.FLOWS_DIR || 'flows', localesDir })
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const notices = diagnostics.length - errors
  const programs = programmes.flatMap((programme) => programme.programs)
  const shown = channels ? shownForms(programs, localesDir) : []
  if (json) {
    const found = programmes.map((programme) => ({
      name: programme.name,
      flows: programme.programs.map(({ flow }) => flow),
    }))
    const told = diagnostics.map((diagnostic) => ({ ...diagnostic, file: shortened(diagnostic.file) }))
    const report = { programmes: found, errors, notices, diagnostics: told, ...(channels ? { shown } : {}) }
    io.out(`${JSON.stringify(report, null, 2)}\n`)
  } else {
    io.out(listing(diagnostics))
    io.out(formsTable(shown))
    io.out(
      `${counted(programs.length, 'sound flow')} in ${counted(programmes.length, 'programme')}: ${counted(errors, 'error')}, ${counted(notices, 'notice')}.\n`,
    )
  }
  return errors > 0 ? 1 : 0
}

/** Every question that has options, on every channel, in every language: from the very labels that people are shown. */
function shownForms(programs: readonly Program[], localesDir: string): ShownForm[] {
  const common = builtIn(localesDir)
  return programs.flatMap((program) => {
    const { programme, flow } = program
    const runnable = prepare(program, common)
    return program.questions.flatMap(({ id: question }, slot) =>
      CHANNEL_NAMES.flatMap((channel) =>
        program.languages.flatMap((language): ShownForm[] => {
          const prompt = runnable.voices[language]?.prompts[slot]
          const shown = prompt && poorestForm(choicesOf(prompt, runnable), channel)
          if (shown === undefined) return []
          const { form, why } = shown
          const reason = why === undefined ? {} : { reason: why }
          return [{ programme, flow, question, channel, language, form, ...reason }]
        }),
      ),
    )
  })
}

/** What stands to choose from at once: for places, at every stop of the walk. */
function choicesOf({ question, choices, actions, under }: Prompt, { first }: Runnable): Choices[] {
  const stops = question.kind === 'place' ? [...under] : [['', choices] as const]
  return stops.flatMap(([parent, { options }]) => {
    if (options.length === 0) return []
    const pressed = question.at === first && parent === '' ? actions.first : actions.later
    const skip = pressed.find(({ id }) => id === '~skip')
    return [
      {
        several: question.kind === 'choose_many',
        options: options.map(({ label }) => label),
        ...(skip === undefined ? {} : { skip: skip.label }),
        others: pressed.filter((action) => action !== skip).map(({ label }) => label),
        ...(parent === '' ? {} : { under: parent }),
      },
    ]
  })
}

/** A file that is no JSON has been told of. */
function builtIn(localesDir: string): Readonly<Record<Language, TextTree>> {
  try {
    return readTexts(localesDir, 'common')
  } catch {
    return {}
  }
}

function readArgs(args: readonly string[], io: Io): Options | undefined {
  try {
    const options = {
      channels: { type: 'boolean' },
      json: { type: 'boolean' },
      schema: { type: 'boolean' },
    } as const
    const { values } = parseArgs({ args: [...args], options })
    const { channels = false, json = false, schema = false } = values
    return { channels, json, schema }
  } catch (error) {
    io.err(`${error instanceof Error ? error.message : String(error)}\n\n${help}`)
    return undefined
  }
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
