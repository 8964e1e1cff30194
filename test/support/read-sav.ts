/** Reads an SPSS system file by PSPP's description of the format, record by record. Small, and only for tests. */

export interface ReadVariable {
  readonly name: string
  readonly label: string
  /** 0: a number; otherwise a text of so many bytes. */
  readonly width: number
  readonly missing: readonly number[]
  readonly valueLabels: ReadonlyMap<number, string>
  readonly measure: number
}

export interface ReadSav {
  readonly label: string
  readonly notes: readonly string[]
  readonly encoding: string
  readonly variables: readonly ReadVariable[]
  readonly sets: readonly string[]
  readonly cases: readonly Readonly<Record<string, number | string | null>>[]
}

interface Slot {
  readonly short: string
  readonly label: string
  readonly width: number
  readonly missing: readonly number[]
  readonly slots: number
  readonly valueLabels: Map<number, string>
}

export function readSav(file: Buffer): ReadSav {
  const reader = readerOf(file)
  if (reader.text(4) !== '$FL2') throw new Error('no system file')
  reader.text(60)
  const [layout, caseSlots, compression, , cases] = [0, 0, 0, 0, 0].map(() => reader.int32())
  if (layout !== 2 || compression !== 0 || cases !== -1 || reader.double() !== 100)
    throw new Error('a header of another kind')
  reader.text(17)
  const label = reader.text(64)
  reader.text(3)
  const slots: (Slot | null)[] = []
  const extensions = new Map<number, Buffer>()
  let notes: string[] = []
  for (let type = reader.int32(); type !== 999; type = reader.int32()) {
    if (type === 2) readVariable(reader, slots)
    else if (type === 3) readValueLabels(reader, slots)
    else if (type === 6) notes = Array.from({ length: reader.int32() }, () => reader.text(80))
    else if (type === 7) {
      const [subtype, size, count] = [reader.int32(), reader.int32(), reader.int32()]
      extensions.set(subtype, reader.bytes(size * count))
    } else throw new Error(`a record of type ${type}`)
  }
  reader.int32()
  if (slots.length !== caseSlots) throw new Error('cases have another length than their variables')
  const names = new Map(
    (extensions.get(13)?.toString('utf8') ?? '')
      .split('\t')
      .map((pair) => pair.split('=') as [string, string]),
  )
  const present = slots.filter((slot) => slot !== null)
  const nameOf = (slot: Slot) => names.get(slot.short) ?? slot.short
  const read: Record<string, number | string | null>[] = []
  while (!reader.ended()) {
    read.push(
      Object.fromEntries(
        present.map((slot) => {
          if (slot.width > 0) return [nameOf(slot), reader.text(slot.slots * 8)]
          const value = reader.double()
          return [nameOf(slot), value === -Number.MAX_VALUE ? null : value]
        }),
      ),
    )
  }
  const displays = extensions.get(11)
  return {
    ...{ label, notes, encoding: extensions.get(20)?.toString('utf8') ?? '', cases: read },
    variables: present.map((slot, at) => ({
      ...{ name: nameOf(slot), label: slot.label, width: slot.width, missing: slot.missing },
      valueLabels: slot.valueLabels,
      measure: displays?.readInt32LE(at * 12) ?? 0,
    })),
    sets: (extensions.get(7)?.toString('utf8') ?? '').split('\n').filter((line) => line !== ''),
  }
}

function readVariable(reader: Reader, slots: (Slot | null)[]): void {
  const [width = 0, labelled, missing = 0] = [reader.int32(), reader.int32(), reader.int32()]
  reader.int32()
  reader.int32()
  const short = reader.text(8)
  if (width === -1) {
    slots.push(null)
    return
  }
  const length = labelled === 1 ? reader.int32() : 0
  const label = reader.bytes(Math.ceil(length / 4) * 4).toString('utf8', 0, length)
  const values = Array.from({ length: Math.abs(missing) }, () => reader.double())
  const count = width === 0 ? 1 : Math.ceil(width / 8)
  slots.push({ short, label, width, missing: values, slots: count, valueLabels: new Map() })
}

function readValueLabels(reader: Reader, slots: readonly (Slot | null)[]): void {
  const labels = Array.from({ length: reader.int32() }, () => {
    const value = reader.double()
    const length = reader.bytes(1)[0] ?? 0
    return [value, reader.bytes(Math.ceil((length + 1) / 8) * 8 - 1).toString('utf8', 0, length)] as const
  })
  if (reader.int32() !== 4) throw new Error('value labels of no variable')
  for (let left = reader.int32(); left > 0; left -= 1) {
    const slot = slots[reader.int32() - 1]
    for (const [value, label] of labels) slot?.valueLabels.set(value, label)
  }
}

type Reader = ReturnType<typeof readerOf>

function readerOf(file: Buffer) {
  let at = 0
  const bytes = (length: number): Buffer => {
    at += length
    return file.subarray(at - length, at)
  }
  return {
    bytes,
    int32: () => bytes(4).readInt32LE(),
    double: () => bytes(8).readDoubleLE(),
    text: (length: number) => bytes(length).toString('utf8').trimEnd(),
    ended: () => at >= file.length,
  }
}
