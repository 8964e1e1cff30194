/**
 * Writes an SPSS system file as a stream, by PSPP's description of the format: header, variables, value labels, what is
 * known of the machine, sets of several answers, long names, encoding, then the cases. UTF-8, little-endian, not
 * compressed, and dated 1980: a file tells nothing of when it was made.
 */

export interface SavVariable {
  /** As `savNames` makes it. */
  readonly name: string
  readonly label: string
  /** Null: a number; otherwise a text of at most so many bytes, up to 255. */
  readonly width: number | null
  readonly measure: 'nominal' | 'ordinal' | 'scale'
  /** In the order in which they are listed. */
  readonly valueLabels: readonly (readonly [value: number, label: string])[]
  /** Values from one to the other stand for no answer; null: none does. */
  readonly missing: readonly [low: number, high: number] | null
}

/** Variables of 0 and 1 that are the answers to one question. */
export interface SavSet {
  readonly name: string
  readonly label: string
  /** Names of its variables. */
  readonly variables: readonly string[]
}

export interface SavFile {
  /** What stands over the data when it is opened. */
  readonly label: string
  /** Lines that describe the data. */
  readonly notes: readonly string[]
  readonly variables: readonly SavVariable[]
  readonly sets: readonly SavSet[]
  /** A value for each variable; null: SPSS's own missing value. */
  readonly cases: AsyncIterable<readonly (number | string | null)[]>
}

/** In bytes; SPSS cuts what is longer. */
const LABEL = 255
const VALUE_LABEL = 120
const FILE_LABEL = 64
const NOTE_LINE = 80

/** What SPSS takes for "no value at all". */
const SYSTEM_MISSING = -Number.MAX_VALUE
/** The next number above it. */
const LOWEST = -(Number.MAX_VALUE - 2 ** 971)

/** Bytes that are handed on at once. */
const PIECE = 64 * 1024

export async function* savOf(file: SavFile): AsyncGenerator<Uint8Array> {
  const { variables } = file
  yield Buffer.concat([
    header(file),
    ...variables.flatMap(variableRecords),
    ...valueLabelRecords(variables),
    ...noteRecords(file.notes),
    extension(3, 4, int32s(1, 0, 0, -1, 1, 1, 2, 65_001)),
    extension(4, 8, doubles(SYSTEM_MISSING, Number.MAX_VALUE, LOWEST)),
    ...(file.sets.length === 0
      ? []
      : [extension(7, 1, Buffer.from(file.sets.map(setLine(variables)).join('')))]),
    extension(11, 4, int32s(...variables.flatMap(display))),
    extension(13, 1, Buffer.from(variables.map(({ name }, at) => `${shortName(at)}=${name}`).join('\t'))),
    extension(20, 1, Buffer.from('UTF-8')),
    int32s(999, 0),
  ])
  const slots = variables.reduce((sum, variable) => sum + slotsOf(variable), 0)
  let piece: Buffer[] = []
  for await (const values of file.cases) {
    piece.push(caseRecord(variables, values, slots))
    if (piece.length * slots * 8 < PIECE) continue
    yield Buffer.concat(piece)
    piece = []
  }
  yield Buffer.concat(piece)
}

const RESERVED = new Set('all and by eq ge gt le lt ne not or to with'.split(' '))

/**
 * Names that SPSS takes: a letter, then letters, digits, `_` and `.`, at most 64 bytes, none twice whatever the case. A
 * column's `worries/theft` becomes `worries.theft`.
 */
export function savNames(ids: readonly string[]): string[] {
  const used = new Set<string>()
  return ids.map((id) => {
    const plain = id.replace(/[^A-Za-z0-9_]+/g, '.').replace(/^[^A-Za-z]+|\.+$/g, '') || 'v'
    const stem = RESERVED.has(plain.toLowerCase()) ? `${plain}_` : plain
    let name = stem.slice(0, 64).replace(/\.+$/, '')
    for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${stem.slice(0, 58)}_${number}`
    used.add(name.toLowerCase())
    return name
  })
}

/** A number is one slot of eight bytes, a text as many as it needs. */
const slotsOf = ({ width }: SavVariable): number => (width === null ? 1 : Math.ceil(width / 8))

/** Old programs see eight characters; new ones the long names of extension 13. */
const shortName = (at: number): string => `V${at + 1}`

function header({ label, variables }: SavFile): Buffer {
  const slots = variables.reduce((sum, variable) => sum + slotsOf(variable), 0)
  return Buffer.concat([
    text('$FL2', 4),
    text('@(#) SPSS DATA FILE - Hearback', 60),
    // Layout, slots of a case, no compression, no weight, and as many cases as follow.
    int32s(2, slots, 0, 0, -1),
    doubles(100),
    text('01 Jan 80', 9),
    text('00:00:00', 8),
    text(label, FILE_LABEL),
    Buffer.alloc(3),
  ])
}

function variableRecords(variable: SavVariable, at: number): Buffer[] {
  const { label, width, missing } = variable
  const labelled = cut(label, LABEL)
  const format = width === null ? (5 << 16) | (8 << 8) : (1 << 16) | (width << 8)
  const more = Array.from({ length: slotsOf(variable) - 1 }, () =>
    Buffer.concat([int32s(2, -1, 0, 0, 0, 0), text('', 8)]),
  )
  return [
    int32s(2, width ?? 0, labelled.length > 0 ? 1 : 0, missing === null ? 0 : -2, format, format),
    text(shortName(at), 8),
    ...(labelled.length > 0 ? [int32s(labelled.length), padded(labelled, 4)] : []),
    ...(missing === null ? [] : [doubles(...missing)]),
    ...more,
  ]
}

function valueLabelRecords(variables: readonly SavVariable[]): Buffer[] {
  let slot = 1
  return variables.flatMap((variable) => {
    const own = slot
    slot += slotsOf(variable)
    if (variable.valueLabels.length === 0) return []
    const labels = variable.valueLabels.flatMap(([value, label]) => {
      const bytes = cut(label, VALUE_LABEL)
      return [doubles(value), padded(Buffer.concat([Buffer.from([bytes.length]), bytes]), 8)]
    })
    return [int32s(3, variable.valueLabels.length), ...labels, int32s(4, 1, own)]
  })
}

function noteRecords(notes: readonly string[]): Buffer[] {
  const lines = notes.flatMap(wrapped)
  return lines.length === 0 ? [] : [int32s(6, lines.length), ...lines.map((line) => text(line, NOTE_LINE))]
}

/** Lines of so many bytes, broken between words. */
function wrapped(note: string): string[] {
  const lines = ['']
  for (const word of note.split(/\s+/)) {
    const last = lines.at(-1) ?? ''
    const longer = last === '' ? word : `${last} ${word}`
    if (last !== '' && Buffer.byteLength(longer) > NOTE_LINE) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

/** `$worries=D1 1 17 What worries you? v3 v4`: the value that counts, the label, each with its length, the variables. */
const setLine =
  (variables: readonly SavVariable[]) =>
  ({ name, label, variables: own }: SavSet): string => {
    const labelled = cut(label, LABEL)
    const places = own.map((one) => shortName(variables.findIndex((variable) => variable.name === one)))
    return `$${name}=D1 1 ${labelled.length} ${labelled.toString('utf8')} ${places.join(' ').toLowerCase()}\n`
  }

const MEASURES = { nominal: 1, ordinal: 2, scale: 3 } as const

/** Measure, width in characters, alignment: numbers to the right. */
const display = ({ measure, width }: SavVariable): number[] => [
  MEASURES[measure],
  width === null ? 8 : Math.min(width, 40),
  width === null ? 1 : 0,
]

function caseRecord(
  variables: readonly SavVariable[],
  values: readonly (number | string | null)[],
  slots: number,
): Buffer {
  const record = Buffer.alloc(slots * 8, ' ')
  let at = 0
  variables.forEach((variable, index) => {
    const value = values[index] ?? null
    if (variable.width === null) record.writeDoubleLE(typeof value === 'number' ? value : SYSTEM_MISSING, at)
    else if (value !== null) cut(String(value), variable.width).copy(record, at)
    at += slotsOf(variable) * 8
  })
  return record
}

function extension(subtype: number, size: number, data: Buffer): Buffer {
  return Buffer.concat([int32s(7, subtype, size, data.length / size), data])
}

function int32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, at) => {
    bytes.writeInt32LE(value, at * 4)
  })
  return bytes
}

function doubles(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  values.forEach((value, at) => {
    bytes.writeDoubleLE(value, at * 8)
  })
  return bytes
}

/** Filled up with spaces to so many bytes. */
function text(value: string, length: number): Buffer {
  const bytes = Buffer.alloc(length, ' ')
  cut(value, length).copy(bytes)
  return bytes
}

const padded = (bytes: Buffer, unit: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((unit - (bytes.length % unit)) % unit, ' ')])

/** At most so many bytes, and no half a character. */
function cut(value: string, length: number): Buffer {
  const bytes = Buffer.from(value)
  if (bytes.length <= length) return bytes
  let end = length
  // Bytes that go on with a character begin with the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end)
}
