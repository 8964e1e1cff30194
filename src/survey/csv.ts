/** Writing CSV (RFC 4180) that spreadsheets open rightly and cannot be made to run. */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { headOf, type Table, type Value } from './table.ts'

/** Tells Excel that the file is UTF-8; without it Arabic arrives as garbage. */
const BOM = '\uFEFF'
/** Characters that are handed on at once: a write for each row would cost more than the rows. */
const PIECE = 32 * 1024

/**
 * A spreadsheet takes a text that begins with one of these for a formula; a quote mark before it makes it text again.
 * Tab and carriage return are stripped by some spreadsheets, which would bare the formula behind them.
 */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/
const QUOTED = /[",\r\n]/

/** Byte order mark, the three rows of the head, then the rows; in pieces, so that memory does not grow with the table. */
export async function* csvOf(table: Table): AsyncGenerator<string> {
  let piece = BOM + headOf(table).map(csvRow).join('')
  for await (const row of table.rows) {
    piece += csvRow(row)
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
    // Rows that are all there already would otherwise hold everybody up until the last one is written.
    await yieldToOthers()
  }
  if (piece !== '') yield piece
}

const csvRow = (row: readonly Value[]): string => `${row.map(csvCell).join(',')}\r\n`

/** A number of ours may begin with a minus and stays a number; a text that begins so was written by somebody. */
function csvCell(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
