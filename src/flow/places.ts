/** Reads a programme's places.csv: code, level, parent, and one name column for each language. */
import { CsvError, parse } from 'csv-parse/browser/esm/sync'
import { OPTION_ID_BYTES, OPTIONS_IN_A_QUESTION } from '../limits.ts'
import { listed, type Position, type Report } from './diagnostic.ts'
import type { Source } from './parsed.ts'
import type { Language, Place } from './program.ts'
import { suggest } from './suggest.ts'

/** Columns that may be left out: where a place stands on the tile map of its level, counted from 1. */
const TILE = ['tile_column', 'tile_row']

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

/** The places that are sound, in the file's order. What is wrong has been reported. */
export function readPlaces(
  source: Source,
  levels: readonly string[],
  languages: readonly Language[],
  report: Report,
): Place[] {
  const [header, ...rows] = readRows(source, report)
  const place = (line: number, column = 1): Position => ({ file: source.file, line, column })
  const wanted = ['code', 'level', 'parent', ...languages.map((language) => `name_${language}`)]
  const known = [...wanted, ...TILE]
  if (header === undefined) {
    report.error(place(1), 'no-places', `places.csv is empty: begin it with the line ${wanted.join(',')}.`)
    return []
  }
  const columns = header.cells.map((cell) => cell.trim())
  for (const column of columns) {
    if (known.includes(column)) continue
    const message = `There is no column \`${column}\`; the columns are ${listed(known, 'and')}.`
    report.error(place(header.line), 'unknown-column', message, {
      allowed: known,
      suggestion: suggest(column, known),
    })
  }
  const mapped = TILE.some((column) => columns.includes(column))
  const absent = (mapped ? known : wanted).filter((column) => !columns.includes(column))
  if (absent.length > 0) {
    report.error(
      place(header.line),
      'missing-column',
      `places.csv lacks the ${absent.length === 1 ? 'column' : 'columns'} ${listed(absent, 'and')}.`,
    )
    return []
  }
  const places: Place[] = []
  const lines = new Map<string, number>()
  for (const row of rows) {
    const cell = (column: string): string => (row.cells[columns.indexOf(column)] ?? '').trim()
    if (row.cells.length !== columns.length) {
      report.error(
        place(row.line),
        'cells',
        `This line has ${row.cells.length} cells, and the first line has ${columns.length}: a name with a comma in it needs quotes.`,
      )
      continue
    }
    const read = readRow(cell, place(row.line), levels, languages, report)
    if (read === undefined) continue
    const before = lines.get(read.code)
    if (before !== undefined) {
      report.error(
        place(row.line),
        'duplicate-place',
        `The code \`${read.code}\` stands on line ${before} already: codes are unique.`,
      )
      continue
    }
    lines.set(read.code, row.line)
    places.push(read)
  }
  const at = (code: string): Position => place(lines.get(code) ?? 1)
  checkTree(places, levels, languages, at, report)
  checkTiles(places, at, report)
  return places
}

function readRows(source: Source, report: Report): Row[] {
  try {
    const read = parse(source.text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    })
    // With `info`, csv-parse gives objects that its types do not know of.
    return (read as unknown as { record: string[]; info: { lines: number } }[])
      .map(({ record, info }) => ({ line: info.lines, cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  } catch (error) {
    const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : 1
    const why = error instanceof Error ? error.message : String(error)
    report.error({ file: source.file, line, column: 1 }, 'csv', `This is not valid CSV: ${why}.`)
    return []
  }
}

function readRow(
  cell: (column: string) => string,
  at: Position,
  levels: readonly string[],
  languages: readonly Language[],
  report: Report,
): Place | undefined {
  const [code, level, parent] = [cell('code'), cell('level'), cell('parent')]
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(code) || code.length > OPTION_ID_BYTES) {
    report.error(
      at,
      'wrong-form',
      `\`${code}\` cannot be a place's code: use small letters, digits, _ and -, at most ${OPTION_ID_BYTES}.`,
    )
    return undefined
  }
  if (!levels.includes(level)) {
    const message = `\`${level}\` is not a level; programme.yaml has ${listed(levels, 'and')}.`
    report.error(at, 'unknown-level', message, { allowed: levels, suggestion: suggest(level, levels) })
    return undefined
  }
  const names: Record<Language, string> = {}
  for (const language of languages) {
    const name = cell(`name_${language}`)
    if (name === '')
      report.error(at, 'missing-text', `\`${code}\` has no name in ${language}: fill in name_${language}.`)
    names[language] = name
  }
  const tile = readTile(cell, at, code, report)
  return {
    code,
    level,
    parent: parent === '' ? null : parent,
    names,
    ...(tile === undefined ? {} : { tile }),
  }
}

/** Both cells or neither. A file without these columns gives empty cells. */
function readTile(
  cell: (column: string) => string,
  at: Position,
  code: string,
  report: Report,
): Place['tile'] | undefined {
  const [column = '', row = ''] = TILE.map(cell)
  if (column === '' && row === '') return undefined
  if (/^[1-9][0-9]?$/.test(column) && /^[1-9][0-9]?$/.test(row))
    return { column: Number(column), row: Number(row) }
  report.error(
    at,
    'wrong-form',
    `The tile of \`${code}\` is a column and a row, each a number from 1 to 99; leave both empty for a place that is on no map.`,
  )
  return undefined
}

/** Each level has a map of its own, and on it no place lies on another. */
function checkTiles(places: readonly Place[], at: (code: string) => Position, report: Report): void {
  const taken = new Map<string, string>()
  for (const { code, level, tile } of places) {
    if (tile === undefined) continue
    const spot = `${level} ${tile.column} ${tile.row}`
    const other = taken.get(spot)
    if (other !== undefined)
      report.error(
        at(code),
        'same-tile',
        `\`${code}\` and \`${other}\` stand on one tile, column ${tile.column} of row ${tile.row}: one of them would not be seen. Move one.`,
      )
    taken.set(spot, code)
  }
}

/** Every place lies in one of the level above it, and the places in one place can be told apart and shown at once. */
function checkTree(
  places: readonly Place[],
  levels: readonly string[],
  languages: readonly Language[],
  at: (code: string) => Position,
  report: Report,
): void {
  const byCode = new Map(places.map((place) => [place.code, place]))
  const siblings = new Map<string, Place[]>()
  for (const place of places) {
    const key = place.parent ?? `:${place.level}`
    siblings.set(key, [...(siblings.get(key) ?? []), place])
  }
  for (const place of places) {
    const above = levels[levels.indexOf(place.level) - 1]
    const parent = place.parent === null ? undefined : byCode.get(place.parent)
    if (above === undefined) {
      if (place.parent !== null) {
        report.error(
          at(place.code),
          'wrong-parent',
          `\`${place.code}\` is of the widest level, \`${place.level}\`, so its parent must be empty.`,
        )
      }
      continue
    }
    if (parent?.level === above) continue
    const allowed = places.filter(({ level }) => level === above).map(({ code }) => code)
    const given = place.parent === null ? 'no parent' : `the parent \`${place.parent}\``
    report.error(
      at(place.code),
      'wrong-parent',
      `\`${place.code}\` has ${given}; a ${place.level} lies in a ${above}: ${listed(allowed)}.`,
      {
        allowed,
        suggestion: suggest(place.parent ?? '', allowed),
      },
    )
  }
  for (const group of siblings.values()) {
    const [first] = group
    if (first !== undefined && group.length > OPTIONS_IN_A_QUESTION) {
      report.error(
        at(first.code),
        'too-many',
        `${group.length} places lie in \`${first.parent ?? first.level}\`, and at most ${OPTIONS_IN_A_QUESTION} can be offered at once: put a level between.`,
      )
    }
    for (const language of languages) {
      const seen = new Map<string, string>()
      for (const { code, names } of group) {
        const name = names[language] ?? ''
        const other = seen.get(name)
        if (other !== undefined && name !== '') {
          report.error(
            at(code),
            'same-label',
            `\`${code}\` and \`${other}\` have the same name in ${language}: make them differ.`,
          )
        }
        seen.set(name, code)
      }
    }
  }
}
