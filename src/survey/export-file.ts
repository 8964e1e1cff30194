/**
 * A file to hand out: a table with the sheet that explains it, under a name that says what it is. What is RESTRICTED
 * says so in the name, in the first cell and in every row, so that rows keep the mark wherever they are copied; a line
 * above the head would break the tools that read it. See docs/decisions/0021.
 */
import type { Language } from '../flow/program.ts'
import { directionOf } from '../language/direction.ts'
import { csvOf } from './csv.ts'
import type { ExportTexts } from './export-texts.ts'
import { MISSING } from './missing.ts'
import { headOf, type Table, type Value } from './table.ts'
import { type Sheet, xlsxOf } from './xlsx.ts'

export type ExportKind = 'answers' | 'tallies' | 'findings' | 'codebook' | 'feedback'
export type Format = 'csv' | 'xlsx' | 'json'
/** `sav` is for answers alone. */
export type FileFormat = Format | 'sav'

const RESTRICTED: readonly ExportKind[] = ['answers', 'tallies', 'feedback']
/** Files in which codes stand for answers that are none. */
const CODED: readonly ExportKind[] = ['answers', 'codebook']

export const isRestricted = (kind: ExportKind): boolean => RESTRICTED.includes(kind)

export interface About {
  readonly kind: ExportKind
  readonly programme: string
  /** Null: of all flows. */
  readonly flow: string | null
  /** Numbers of the rounds in the file; empty: all there are. */
  readonly rounds: readonly number[]
  readonly madeUp: boolean
  readonly language: Language
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
}

/** Such as `RESTRICTED-iraq-safety-pulse-answers-round-2-ar.csv`: letters, digits, `-` and one dot. */
export function fileName(
  { kind, programme, flow, rounds, madeUp, language }: About,
  format: FileFormat,
): string {
  const parts = [
    ...(isRestricted(kind) ? ['RESTRICTED'] : []),
    ...(madeUp ? ['MADE-UP'] : []),
    programme,
    ...(flow === null ? [] : [flow]),
    kind,
    ...(rounds.length === 0 ? [] : [`round-${rounds.join('-')}`]),
    language,
  ]
  return `${parts.join('-')}.${format}`
}

/** The table as its file has it: with the mark where it is RESTRICTED. */
export function marked(table: Table, { kind, language, texts }: About): Table {
  if (!isRestricted(kind)) return table
  const label = texts.fill(`restricted.${kind}`, language)
  async function* rows(): AsyncGenerator<readonly Value[]> {
    for await (const row of table.rows) yield ['RESTRICTED', ...row]
  }
  return {
    columns: [{ id: 'RESTRICTED', label, hxl: '#meta+restricted' }, ...table.columns],
    rows: rows(),
  }
}

export const csvFile = (table: Table, about: About): AsyncGenerator<string> => csvOf(marked(table, about))

/** Opens at a sheet that explains the other one. */
export function xlsxFile(table: Table, about: About): AsyncGenerator<Uint8Array> {
  const rightToLeft = directionOf(about.language) === 'rtl'
  const whole = marked(table, about)
  const head = headOf(whole)
  const readme: Sheet = {
    ...{ name: 'README', rightToLeft, frozen: 0 },
    widths: [100, 60],
    rows: readmeOf(about),
  }
  async function* rows(): AsyncGenerator<readonly Value[]> {
    yield* head
    for await (const row of whole.rows) yield row
  }
  const data: Sheet = {
    ...{ name: about.kind, rightToLeft, frozen: head.length },
    widths: whole.columns.map(({ id, label }) => (id === 'words' || label.length > 60 ? 40 : 16)),
    rows: rows(),
  }
  return xlsxOf([readme, data])
}

/** The mark first, so that it is what one sees when the file opens. */
function readmeOf({ kind, programme, flow, rounds, madeUp, language, texts }: About): readonly Value[][] {
  const say = (path: string) => texts.fill(path, language)
  const source = [programme, flow ?? '', rounds.map((number) => `#${number}`).join(' ')]
  return [
    ...(isRestricted(kind) ? [[say(`restricted.${kind}`)]] : []),
    ...(madeUp ? [[say('made_up')]] : []),
    [say(`readme.${kind}.title`)],
    [source.filter((part) => part !== '').join(' / ')],
    ...say(`readme.${kind}.text`)
      .split('\n')
      .map((line) => [line]),
    ...(CODED.includes(kind)
      ? Object.entries(MISSING).map(([name, code]) => [say(`readme.missing.${name}`), code])
      : []),
  ]
}
