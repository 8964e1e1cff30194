/** Writing CSV (RFC 4180) that spreadsheets open rightly and cannot be made to run. */

/** Tells Excel that the file is UTF-8; without it Arabic arrives as garbage. */
export const BOM = '\uFEFF'

/**
 * A spreadsheet takes a text that begins with one of these for a formula; a quote mark before it makes it text again.
 * Tab and carriage return are stripped by some spreadsheets, which would bare the formula behind them.
 */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/
const QUOTED = /[",\r\n]/

/** A text that somebody wrote. */
export const csvText = (value: string): string => quoted(FORMULA.test(value) ? `'${value}` : value)

/** A value of ours (a number, an id, a code): may begin with a minus and stays a number. */
export const csvValue = (value: string | number): string => quoted(String(value))

export const csvRow = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

const quoted = (value: string): string => (QUOTED.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
