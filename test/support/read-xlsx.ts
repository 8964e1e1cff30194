/** Opens a workbook as a spreadsheet does: by the archive's directory, and the XML in it. Small, and only for tests. */
import { crc32, inflateRawSync } from 'node:zlib'

export interface ReadCell {
  readonly value: string | number
  /** What the cell is stored as. */
  readonly type: 'number' | 'text' | 'formula'
  /** Number format of its style; 49 is text. */
  readonly format: number
  readonly bold: boolean
}

export interface ReadSheet {
  readonly name: string
  readonly rightToLeft: boolean
  readonly frozen: number
  /** By row and column, counted from 0; undefined: empty. */
  readonly rows: readonly (readonly (ReadCell | undefined)[])[]
}

/** Files of a ZIP archive by name, each checked against its size and checksum. */
export function unzip(archive: Buffer): Map<string, string> {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  const files = new Map<string, string>()
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [crc, packed, size] = [16, 20, 24].map((offset) => archive.readUInt32LE(at + offset))
    const nameLength = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    const local = archive.readUInt32LE(at + 42)
    const content = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = inflateRawSync(archive.subarray(content, content + (packed ?? 0)))
    if (bytes.length !== size || crc32(bytes) !== crc) throw new Error(`${name} is damaged`)
    files.set(name, bytes.toString('utf8'))
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return files
}

export function readXlsx(archive: Buffer): ReadSheet[] {
  const files = unzip(archive)
  const book = files.get('xl/workbook.xml') ?? ''
  const targets = new Map(
    all(
      files.get('xl/_rels/workbook.xml.rels') ?? '',
      /<Relationship Id="([^"]+)"[^>]*Target="([^"]+)"/g,
    ).map(([id = '', target = '']) => [id, target] as const),
  )
  const styles = /<cellXfs.*?<\/cellXfs>/s.exec(files.get('xl/styles.xml') ?? '')?.[0] ?? ''
  const formats = all(styles, /<xf numFmtId="(\d+)" fontId="(\d+)"/g)
  return all(book, /<sheet name="([^"]*)" sheetId="\d+" r:id="([^"]+)"/g).map(([name = '', id = '']) => {
    const xml = files.get(`xl/${targets.get(id)}`) ?? ''
    return {
      name: unescaped(name),
      rightToLeft: /<sheetView[^>]* rightToLeft="1"/.test(xml),
      frozen: Number(/<pane ySplit="(\d+)"/.exec(xml)?.[1] ?? 0),
      rows: all(xml, /<row r="(\d+)">(.*?)<\/row>/gs).map(([, row = '']) => readRow(row, formats)),
    }
  })
}

function readRow(xml: string, formats: readonly (readonly string[])[]): (ReadCell | undefined)[] {
  const cells: (ReadCell | undefined)[] = []
  for (const [letters = '', attributes = '', inner = ''] of all(
    xml,
    /<c r="([A-Z]+)\d+"([^>]*)>(.*?)<\/c>/gs,
  )) {
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
    const style = Number(/ s="(\d+)"/.exec(attributes)?.[1] ?? 0)
    const text = /<is><t[^>]*>(.*?)<\/t><\/is>/s.exec(inner)?.[1]
    cells[column] = {
      value: text === undefined ? Number(/<v>(.*?)<\/v>/.exec(inner)?.[1]) : unescaped(text),
      type: inner.includes('<f') ? 'formula' : text === undefined ? 'number' : 'text',
      format: Number(formats[style]?.[0]),
      bold: formats[style]?.[1] === '1',
    }
  }
  return cells
}

const all = (text: string, pattern: RegExp): string[][] =>
  [...text.matchAll(pattern)].map((match) => match.slice(1))

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
