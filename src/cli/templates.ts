/** `hearback templates`: the texts that Meta approved for the account, and how one of them would read. */
import { parseArgs } from 'node:util'
import { SendError } from '../channels/channel.ts'
import { graph } from '../channels/whatsapp-cloud/graph.ts'
import { readNumber } from '../channels/whatsapp-cloud/number-health.ts'
import {
  type AccountTemplate,
  fillTemplate,
  matchTemplate,
  placeholders,
  readTemplates,
} from '../channels/whatsapp-cloud/templates.ts'
import { readSettings, type Settings } from '../settings.ts'
import type { Command, ExitCode, Io } from './command.ts'

const help = `Usage: hearback templates [--json]
       hearback templates --preview <name> --language <tag> [--value <words>]…

Templates are the only texts that WhatsApp takes more than 24 hours after a person wrote. They are written and
approved in Meta's business manager; this reads them from the account of WHATSAPP_CLOUD_TOKEN.

  --preview    how the template would read, filled with the values in their order
  --language   the reader's language, such as ar
  --value      what stands for {{1}}, then for {{2}}, …; once for each

Exit code: 0 done, 1 it cannot be used or read, 2 called wrongly.
`

export const command: Command = {
  name: 'templates',
  summary: 'List and preview WhatsApp’s templates',
  help,
  async run(args, io) {
    const wanted = readArgs(args, io)
    if (wanted === undefined) return 2
    const templates = await accountTemplates(readSettings(io.env), io)
    if (templates === undefined) return 1
    return wanted.preview === undefined ? list(templates, wanted.json, io) : preview(templates, wanted, io)
  },
}

interface Wanted {
  readonly json: boolean
  readonly preview: string | undefined
  readonly language: string
  readonly values: readonly string[]
}

function list(templates: readonly AccountTemplate[], json: boolean, io: Io): ExitCode {
  if (json) {
    io.out(`${JSON.stringify({ templates }, null, 2)}\n`)
    return 0
  }
  if (templates.length === 0)
    io.out('The account has no template yet. They are made in Meta’s business manager.\n')
  for (const { name, language, status, category, text } of templates)
    io.out(
      `${name}  ${language}  ${status}  ${category}, ${placeholders(text).length} values\n    ${text.replaceAll('\n', '\n    ')}\n`,
    )
  return 0
}

function preview(
  templates: readonly AccountTemplate[],
  { preview: name = '', language, values }: Wanted,
  io: Io,
): ExitCode {
  const match = matchTemplate(templates, { name, values }, language)
  if (match.kind === 'none') {
    io.err(`It cannot be sent: ${match.reason}.\n`)
    return 1
  }
  io.out(`${fillTemplate(match.template.text, values)}\n`)
  return 0
}

/** Undefined when they cannot be read, and `err` says why. */
async function accountTemplates(settings: Settings, io: Io): Promise<AccountTemplate[] | undefined> {
  const { WHATSAPP_CLOUD_TOKEN: token, WHATSAPP_CLOUD_PHONE_NUMBER_ID: phone } = settings
  if (token === undefined || phone === undefined) {
    io.err('WhatsApp is off: WHATSAPP_CLOUD_TOKEN is not set. See docs/channels/whatsapp-cloud.md\n')
    return undefined
  }
  const meta = graph(token, settings.WHATSAPP_CLOUD_API_ROOT)
  const never = new AbortController().signal
  try {
    const account =
      settings.WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID ?? (await readNumber(meta, phone, never)).businessAccountId
    if (account === undefined) {
      io.err(
        'Meta does not tell which business account the number is in: set WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID.\n',
      )
      return undefined
    }
    return await readTemplates(meta, account, never)
  } catch (error) {
    io.err(`${error instanceof SendError ? error.message : String(error)}\n`)
    return undefined
  }
}

function readArgs(args: readonly string[], io: Io): Wanted | undefined {
  const wrong = (reason: string): undefined => {
    io.err(`${reason} See: hearback templates --help\n`)
    return undefined
  }
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean' },
        preview: { type: 'string' },
        language: { type: 'string' },
        value: { type: 'string', multiple: true },
      },
    })
    const { preview, language, value = [], json = false } = values
    if (preview !== undefined && language === undefined) return wrong('--language is needed with --preview.')
    return { json, preview, language: language ?? '', values: value }
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
}
