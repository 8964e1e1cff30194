/** What every exported file is made of: columns, and rows of plain values. Writers turn it into CSV or XLSX. */

/** A text is written so that no spreadsheet runs it; a number stays a number; null is an empty cell. */
export type Value = string | number | null

export interface TableColumn {
  /** Names the column for programs: the same in every language. */
  readonly id: string
  /** For people, in the language of the file. */
  readonly label: string
  /** HXL hashtag and attributes, see hxl.ts. */
  readonly hxl: string
}

export interface Table {
  readonly columns: readonly TableColumn[]
  readonly rows: AsyncIterable<readonly Value[]> | Iterable<readonly Value[]>
}

/** The three rows above the data: ids, labels, HXL tags. */
export const headOf = ({ columns }: Pick<Table, 'columns'>): readonly (readonly string[])[] => [
  columns.map(({ id }) => id),
  columns.map(({ label }) => label),
  columns.map(({ hxl }) => hxl),
]
