/** How the questions of flows are shown, as a table to read in a terminal of 100 columns. */
import { CHANNEL_NAMES, CHANNELS, type ChannelName, type Form } from './form-of.ts'
import type { Language } from './program.ts'

/** What one question is shown as on one channel in one language. */
export interface ShownForm {
  readonly programme: string
  readonly flow: string
  readonly question: string
  readonly channel: ChannelName
  readonly language: Language
  readonly form: Form
  /** Why not as buttons. */
  readonly reason?: string
}

/** A block for each flow, and in it one for each channel that has any question to tell of: not buttons in every language. */
export function formsTable(shown: readonly ShownForm[]): string {
  const flows = grouped(shown, ({ programme, flow }) => `${programme}/${flow}`)
  return [...flows].map(([flow, forms]) => `${flow}: not shown as buttons\n${blocks(forms)}\n`).join('')
}

function blocks(forms: readonly ShownForm[]): string {
  const languages = [...new Set(forms.map(({ language }) => language))]
  return CHANNEL_NAMES.map((channel) => {
    const lines = linesOf(
      forms.filter((one) => one.channel === channel),
      languages,
    )
    return lines.length === 0 ? '' : `  ${CHANNELS[channel]}\n${inColumns(lines)}`
  }).join('')
}

type Line = readonly [question: string, form: string, languages: string, reason: string]

function linesOf(forms: readonly ShownForm[], languages: readonly Language[]): Line[] {
  const one = sameForAll(forms)
  if (one !== undefined && one.form !== 'buttons')
    return [['every question', one.form, 'all', one.reason ?? '']]
  return [...grouped(forms, ({ question }) => question)].flatMap(([question, inLanguages]) => {
    if (inLanguages.every(({ form }) => form === 'buttons')) return []
    const ways = grouped(inLanguages, ({ form, reason }) => `${form}: ${reason}`)
    return [...ways.values()].map((alike, at): Line => {
      const [{ form, reason = '' }] = alike
      const all = alike.length === languages.length
      const spoken = all ? 'all' : alike.map(({ language }) => language).join(', ')
      return [at === 0 ? question : '', form, spoken, reason]
    })
  })
}

/** What is the same for several questions in every language is one line, not one for each of them. */
function sameForAll(forms: readonly ShownForm[]): ShownForm | undefined {
  const [first] = forms
  const several = forms.some(({ question }) => question !== first?.question)
  const same = forms.every(({ form, reason }) => form === first?.form && reason === first.reason)
  return several && same ? first : undefined
}

const COLUMNS = 100
const INDENT = 4
const GAP = 2
/** A reason is given this room even where ids and languages leave it less. */
const LEAST = 24

function inColumns(lines: readonly Line[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const before = INDENT + widths.reduce((sum, width) => sum + width + GAP, 0)
  const room = Math.max(LEAST, COLUMNS - before)
  return lines
    .flatMap(([question, form, languages, reason]) => {
      const cells = [question, form, languages].map((cell, column) =>
        cell.padEnd((widths[column] ?? 0) + GAP),
      )
      const [first, ...others] = wrapped(reason, room)
      return [
        `${' '.repeat(INDENT)}${cells.join('')}${first}`,
        ...others.map((more) => ' '.repeat(before) + more),
      ]
    })
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

/** Lines of whole words. */
function wrapped(text: string, room: number): [string, ...string[]] {
  const lines: [string, ...string[]] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + 1 + word.length > room) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group === undefined) groups.set(keyOf(one), [one])
    else group.push(one)
  }
  return groups
}
