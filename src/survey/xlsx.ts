/**
 * Writes a workbook (ECMA-376, transitional) as a stream: rows go out as they come in, so 50,000 people cost no more
 * memory than fifty. No cell can be a formula: numbers are numbers, and everything else is text in a cell of the format
 * "text", which stays text when it is edited. See docs/decisions/0021.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Value } from './table.ts'
import { type ZipEntry, zipOf } from './zip.ts'

export interface Sheet {
  /** At most 31 characters, none of `[]:*?/\`. */
  readonly name: string
  readonly rightToLeft: boolean
  /** So many rows stay in sight, set in bold. */
  readonly frozen: number
  /** In characters, by column; the last one stands for all that follow. */
  readonly widths: readonly number[]
  readonly rows: AsyncIterable<readonly Value[]> | Iterable<readonly Value[]>
}

/** What one sheet holds at most, its head included; Excel's own limit. */
export const SHEET_ROWS = 1_048_576

/** Characters of XML that are handed on at once. */
const PIECE = 64 * 1024

/** The bytes of an .xlsx file; the first sheet is the one that it opens at. */
export function xlsxOf(sheets: readonly Sheet[]): AsyncGenerator<Uint8Array> {
  const parts: ZipEntry[] = [
    { name: '[Content_Types].xml', content: [contentTypes(sheets)] },
    { name: '_rels/.rels', content: [RELATIONS] },
    { name: 'xl/workbook.xml', content: [workbook(sheets)] },
    { name: 'xl/_rels/workbook.xml.rels', content: [workbookRelations(sheets)] },
    { name: 'xl/styles.xml', content: [STYLES] },
    ...sheets.map((sheet, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, content: sheetXml(sheet) })),
  ]
  return zipOf(parts)
}

async function* sheetXml({ rightToLeft, frozen, widths, rows }: Sheet): AsyncGenerator<string> {
  const pane = `<pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" activePane="bottomLeft" state="frozen"/>`
  const direction = rightToLeft ? ' rightToLeft="1"' : ''
  let piece = `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView${direction} workbookViewId="0">${
    frozen > 0 ? pane : ''
  }</sheetView></sheetViews>${columnsXml(widths)}<sheetData>`
  let number = 0
  for await (const row of rows) {
    number += 1
    piece += rowXml(row, number, number <= frozen)
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
    // Rows that are all there already would otherwise hold everybody up until the last one is written.
    await yieldToOthers()
  }
  yield `${piece}</sheetData></worksheet>`
}

function columnsXml(widths: readonly number[]): string {
  const columns = widths.map((width, at) => {
    const last = at === widths.length - 1 ? 16_384 : at + 1
    return `<col min="${at + 1}" max="${last}" width="${width}" customWidth="1"/>`
  })
  return columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`
}

function rowXml(row: readonly Value[], number: number, head: boolean): string {
  let cells = ''
  for (const [at, value] of row.entries()) {
    if (value === null) continue
    const place = `${letters(at)}${number}`
    cells +=
      typeof value === 'number'
        ? `<c r="${place}"><v>${value}</v></c>`
        : `<c r="${place}" s="${head ? BOLD : TEXT}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`
  }
  return `<row r="${number}">${cells}</row>`
}

const named: string[] = []

/** `A` to `Z`, `AA`, …: a column's letters, counted from 0. */
function letters(at: number): string {
  const known = named[at]
  if (known !== undefined) return known
  const last = String.fromCharCode(65 + (at % 26))
  const made = at < 26 ? last : letters(Math.floor(at / 26) - 1) + last
  named[at] = made
  return made
}

const SPECIAL = /[&<>"\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What XML cannot hold is written `_x000D_`, as Excel does; so the same signs, written by somebody, are too. */
const escaped = (text: string): string =>
  text.replace(
    SPECIAL,
    (sign) => ENTITIES[sign] ?? `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const RELATIONS = `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

/** Places in `cellXfs` below: text, and text in bold. 49 is the number format `@`, text. */
const TEXT = 1
const BOLD = 2
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>`

const contentTypes = (sheets: readonly Sheet[]): string =>
  `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>${sheets
    .map(
      (_, at) =>
        `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${KIND}.worksheet+xml"/>`,
    )
    .join('')}</Types>`

const workbook = (sheets: readonly Sheet[]): string =>
  `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets
    .map(({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
    .join('')}</sheets></workbook>`

const workbookRelations = (sheets: readonly Sheet[]): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${sheets
    .map(
      (_, at) =>
        `<Relationship Id="rId${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
    )
    .join(
      '',
    )}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`
