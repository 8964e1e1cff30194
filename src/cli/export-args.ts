/** What was asked of `hearback export`, checked. */
import { parseArgs } from 'node:util'
import type { ExportKind, FileFormat } from '../survey/export-file.ts'

export interface Wanted {
  readonly kind: ExportKind
  readonly programme: string
  /** Undefined for feedback alone: of all flows. */
  readonly flow: string | undefined
  readonly format: FileFormat
  readonly round: number | undefined
  readonly without: readonly string[]
  readonly language: string
  readonly output: string | undefined
}

const FORMATS: Readonly<Record<ExportKind, readonly FileFormat[]>> = {
  answers: ['csv', 'xlsx', 'sav'],
  tallies: ['csv', 'xlsx', 'json'],
  findings: ['csv', 'xlsx', 'json'],
  codebook: ['csv', 'xlsx', 'json'],
  feedback: ['csv', 'xlsx', 'json'],
}
/** Files in which channels can be told apart. What was published is published, and a codebook is of no channel. */
const BY_CHANNEL: readonly ExportKind[] = ['answers', 'tallies', 'feedback']

/** What is wrong, in a sentence, where it cannot be done. */
export function readExportArgs(args: readonly string[]): Wanted | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        programme: { type: 'string' },
        flow: { type: 'string' },
        format: { type: 'string', default: 'csv' },
        round: { type: 'string' },
        without: { type: 'string', multiple: true, default: [] },
        language: { type: 'string', default: 'en' },
        output: { type: 'string' },
      },
    })
    const kinds = Object.keys(FORMATS)
    const [kind, ...more] = positionals
    if (!isKind(kind) || more.length > 0)
      return `What to export is ${kinds.join(', ')}; given: ${positionals.join(' ') || 'nothing'}.`
    return check(kind, values)
  } catch (error) {
    // parseArgs throws for an option that it does not know, or that lacks its value.
    return error instanceof Error ? error.message : String(error)
  }
}

interface Values {
  readonly programme?: string | undefined
  readonly flow?: string | undefined
  readonly format: string
  readonly round?: string | undefined
  readonly without: readonly string[]
  readonly language: string
  readonly output?: string | undefined
}

function check(kind: ExportKind, values: Values): Wanted | string {
  const { programme, flow, format, round, without, language, output } = values
  if (programme === undefined || (flow === undefined && kind !== 'feedback'))
    return kind === 'feedback' ? '--programme is needed.' : '--programme and --flow are needed.'
  const found = FORMATS[kind].find((one) => one === format)
  if (found === undefined)
    return `--format ${format} is not allowed for ${kind}; allowed: ${FORMATS[kind].join(', ')}.`
  if ((found === 'xlsx' || found === 'sav') && output === undefined)
    return `--format ${found} needs --output: such a file is no text, so it cannot be shown here.`
  if (round !== undefined && !/^[1-9][0-9]{0,8}$/.test(round))
    return `--round ${round} is not a round's number, such as 1.`
  if (round !== undefined && flow === undefined)
    return '--round needs --flow: rounds are counted for each flow.'
  if (without.length > 0 && !BY_CHANNEL.includes(kind))
    return `--without is not allowed for ${kind}; it is for ${BY_CHANNEL.join(', ')}.`
  return {
    ...{ kind, programme, flow, format: found, without, language, output },
    round: round === undefined ? undefined : Number(round),
  }
}

const isKind = (text: string | undefined): text is ExportKind =>
  text !== undefined && Object.hasOwn(FORMATS, text)
