/** A round's findings for staff as a table: those of export-findings.ts with counts and intervals. RESTRICTED. */
import type { Language } from '../flow/program.ts'
import { type Figure, figureColumns, figuresOf } from './export-figures.ts'
import type { ExportTexts } from './export-texts.ts'
import { intervalAsIfRandom, type PercentInterval } from './interval-of-cell.ts'
import type { StaffFindings } from './staff-findings.ts'
import type { Table, TableColumn, Value } from './table.ts'

export interface TalliesOptions {
  /** Labels stand in each of these. */
  readonly languages: readonly Language[]
  /** Of the row of labels. */
  readonly language: Language
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
}

/** Groups overlap, and so do the rows: never subtract one from another. */
export function talliesTable(
  { round, findings, programs, designEffect }: StaffFindings,
  { languages, language, texts }: TalliesOptions,
): Table {
  const shared = figureColumns({ programs, languages, language, texts })
  const plain = (id: string, hxl: string, value: (figure: Figure) => Value) => ({
    id,
    label: texts.fill(`columns.${id}`, language),
    hxl,
    value,
  })
  const interval = ({ finding, cell }: Figure): PercentInterval | null =>
    finding.state === 'shown' && cell !== null ? intervalAsIfRandom(finding, cell, designEffect) : null
  const columns: readonly (TableColumn & { value(figure: Figure): Value })[] = [
    ...shared,
    plain('count', '#indicator+count+num', ({ cell }) => cell?.count ?? null),
    plain('low_if_random', '#indicator+value+pct+low+if_random', (figure) => interval(figure)?.low ?? null),
    plain(
      'high_if_random',
      '#indicator+value+pct+high+if_random',
      (figure) => interval(figure)?.high ?? null,
    ),
  ]
  function* rows() {
    for (const finding of findings)
      for (const figure of figuresOf(round, finding, null))
        yield columns.map((column) => column.value(figure))
  }
  return { columns, rows: rows() }
}
