/** YAML and JSON with positions: what every diagnostic's line and column come from. */
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Position, Report } from './diagnostic.ts'

export interface Source {
  /** As diagnostics show it, such as `flows/iraq/safety-pulse.yaml`. */
  readonly file: string
  readonly text: string
}

export type Path = readonly (string | number)[]

export interface Parsed {
  readonly file: string
  readonly value: unknown
  /** Where a value stands; the nearest thing around it when the path leads nowhere. */
  at(path: Path): Position
  /** Where the key of a value stands. */
  atKey(path: Path): Position
  /** Where the character at `offset` of a string value stands: exact for one-line strings, else where it begins. */
  inside(path: Path, offset: number): Position
}

/** Enough for hand-written anchors, far too few for a bomb of aliases. */
const ALIASES = 50

/** YAML's own words for these help nobody who does not know YAML. */
const CURES: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'A colon and a space begin a new key: put a text that has them in quotes.',
  DUPLICATE_KEY: 'This key was given before in the same group: keep one of them.',
  MULTIPLE_DOCS: 'One file is one flow: remove the line ---.',
  TAB_AS_INDENT: 'Indent with spaces, not with tabs.',
}

/** Undefined when it is not YAML; what is wrong has then been reported. YAML's warnings count as errors. */
export function parseYaml(source: Source, report: Report): Parsed | undefined {
  const lines = new LineCounter()
  const document = readDocument(source, lines, report)
  if (document === undefined) return undefined
  const position = (offset: number): Position => place(source, lines, offset)
  const mistakes = [...document.errors, ...document.warnings]
  const toldLines = new Set<number>()
  for (const mistake of mistakes) {
    const at = position(mistake.pos[0])
    if (toldLines.has(at.line)) continue
    toldLines.add(at.line)
    const line = source.text.split(/\r?\n/)[at.line - 1] ?? ''
    const condition = /^(?<before>[\s-]*(?:if|when):\s+)["'![{&*]/.exec(line)
    if (condition) {
      const column = (condition.groups?.before?.length ?? 0) + 1
      const written = line.slice(column - 1).trim()
      report.error(
        { ...at, column },
        'quote-condition',
        `YAML does not read ${written} as one condition, because of the sign it begins with: quote the whole condition, ${quoted(written)}.`,
      )
    } else {
      const code = mistake.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml'
      report.error(
        at,
        code,
        CURES[mistake.code] ?? `This is not valid YAML: ${mistake.message.replace(/\.$/, '')}.`,
      )
    }
  }
  if (mistakes.length > 0) return undefined
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    report.error(position(0), 'yaml-version', 'Flows are YAML 1.2: remove the %YAML line.')
    return undefined
  }
  checkNumbers(document, source, position, report)
  try {
    return parsed(source, document, lines, document.toJS({ maxAliasCount: ALIASES }))
  } catch (error) {
    report.error(position(0), 'yaml', `This is not valid YAML: ${messageOf(error)}.`)
    return undefined
  }
}

/** Undefined when it is not JSON; what is wrong has then been reported. A key given twice is an error. */
export function parseJson(source: Source, report: Report): Parsed | undefined {
  const lines = new LineCounter()
  let value: unknown
  try {
    value = JSON.parse(source.text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const message = messageOf(error)
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? Number.NaN)
    readDocument(source, lines, report)
    const at = Number.isNaN(offset) ? source.text.length : offset
    report.error(
      place(source, lines, at),
      'json',
      `This is not valid JSON: ${message.split(/ (?:in JSON )?at position/)[0]}. Often a comma or a quote is missing just before.`,
    )
    return undefined
  }
  // JSON is YAML too: a second reading gives positions, and keys given twice. It is the slowest part of a start, and a
  // sound file needs neither.
  if (keysWritten(source.text) === keysKept(value)) {
    return lazily(source.file, value, () => {
      const document = readDocument(source, lines, report)
      return document && parsed(source, document, lines, value)
    })
  }
  const document = readDocument(source, lines, report)
  if (document === undefined) return undefined
  for (const mistake of document.errors) {
    if (mistake.code !== 'DUPLICATE_KEY') continue
    const at = place(source, lines, mistake.pos[0])
    report.error(at, 'duplicate-key', CURES.DUPLICATE_KEY ?? '')
  }
  return parsed(source, document, lines, value)
}

/** Strings followed by a colon. In valid JSON every string is found where it begins, so none inside another counts. */
function keysWritten(json: string): number {
  let keys = 0
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) if (colon !== undefined) keys += 1
  return keys
}

/** Fewer than were written, when one was given twice. */
function keysKept(value: unknown): number {
  let keys = 0
  const left = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one !== 'object' || one === null) continue
    const values = Object.values(one)
    if (!Array.isArray(one)) keys += values.length
    left.push(...values)
  }
  return keys
}

function lazily(file: string, value: unknown, read: () => Parsed | undefined): Parsed {
  let made: Parsed | undefined
  const start = { file, line: 1, column: 1 }
  const full = () => {
    made ??= read()
    return made
  }
  return {
    file,
    value,
    at: (path) => full()?.at(path) ?? start,
    atKey: (path) => full()?.atKey(path) ?? start,
    inside: (path, offset) => full()?.inside(path, offset) ?? start,
  }
}

function readDocument(source: Source, lines: LineCounter, report: Report): Document | undefined {
  try {
    return parseDocument(source.text, { lineCounter: lines, version: '1.2', prettyErrors: false })
  } catch (error) {
    // The parser is recursive: brackets nested by the thousand end its stack.
    report.error(
      { file: source.file, line: 1, column: 1 },
      'yaml',
      `This cannot be read: ${messageOf(error)}.`,
    )
    return undefined
  }
}

function parsed(source: Source, document: Document, lines: LineCounter, value: unknown): Parsed {
  const offsetOf = (path: Path): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : nodeAt(document, path.slice(0, length))
      if (node?.range) return node.range[0]
    }
    return 0
  }
  return {
    file: source.file,
    value,
    at: (path) => place(source, lines, offsetOf(path)),
    atKey(path) {
      const parent = path.length < 2 ? document.contents : nodeAt(document, path.slice(0, -1))
      const key = path.at(-1)
      const pair = isMap(parent)
        ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
        : undefined
      const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined
      return place(source, lines, offset ?? offsetOf(path))
    },
    inside(path, offset) {
      const node = nodeAt(document, path)
      const start = offsetOf(path)
      if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return place(source, lines, start)
      const written = source.text.slice(start, node.range[1])
      const shift = written.indexOf(node.value)
      return place(source, lines, shift < 0 ? start : start + shift + offset)
    },
  }
}

type Ranged = { readonly range?: readonly [number, number, number] | null }

function nodeAt(document: Document, path: Path): Ranged | undefined {
  const node: unknown = document.getIn(path, true)
  return typeof node === 'object' && node !== null ? (node as Ranged) : undefined
}

/** `012` is twelve to YAML 1.2, `0o14` too, and an author who wrote `012` meant neither or cannot be sure. */
function checkNumbers(
  document: Document,
  source: Source,
  position: (offset: number) => Position,
  report: Report,
): void {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'number' || !node.range) return
      const written = source.text.slice(node.range[0], node.range[1])
      if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(written)) return
      report.error(
        position(node.range[0]),
        'number',
        `YAML reads ${written} as the number ${node.value}: write ${Number.isFinite(node.value) ? node.value : 'a plain number'}, or "${written}" in quotes if it is a word.`,
      )
    },
  })
}

function place(source: Source, lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(Math.min(offset, source.text.length))
  return { file: source.file, line: Math.max(1, line), column: Math.max(1, col) }
}

const quoted = (written: string): string =>
  written.includes("'") ? `"${written.replace(/["\\]/g, '\\$&')}"` : `'${written}'`

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
