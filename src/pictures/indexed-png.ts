/**
 * PNG with a palette. Charts have a dozen colours and the shades between them at the edges of letters; what an eye tells
 * apart on a phone fits into a small palette, and such a file is a third of one in full colour, which matters where data
 * is paid by the megabyte.
 */
import { buffer } from 'node:stream/consumers'
import { crc32, createDeflate } from 'node:zlib'
import { PICTURE_BYTES } from '../limits.ts'

/** Letters have all their shades while the picture is a light one: a large one has many, and on a phone it is shown small. */
const LIGHT = 60_000
/**
 * How far shades lie apart that are kept as two, in steps of 256 a channel; how hard zlib tries; the share of the first
 * file that is left by it, as measured; and up to which weight that will do. The later ones cost looks, and time.
 */
const TRIES = [
  { distance: 24, level: 5, leaves: 1, most: LIGHT },
  { distance: 56, level: 4, leaves: 0.85, most: PICTURE_BYTES },
  { distance: 80, level: 6, leaves: 0.77, most: PICTURE_BYTES },
  { distance: 80, level: 9, leaves: 0.74, most: Number.POSITIVE_INFINITY },
] as const
/** As measured, in all three languages: a run is what of a row has one colour. */
const BYTES_A_RUN = 0.75
/** A colour that fills so many pixels side by side, in two rows, is a part's own and no shade at an edge: it is kept as it is. */
const SOLID = 24
const MOST_COLOURS = 256
/** Colours are counted with 5 bits of red, green and blue each. */
const BUCKETS = 1 << 15
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export interface Pixels {
  readonly width: number
  readonly height: number
  /** Four bytes each: red, green, blue, and one that is ignored, since what is drawn has no transparent parts. */
  readonly pixels: Buffer
}

/**
 * From slices of a picture, of one width, the upper ones first. At most `PICTURE_BYTES` wherever fewer shades can bring
 * that about. Packing, the longest part, runs beside the calling thread.
 */
export async function indexedPng(slices: readonly Promise<Pixels>[]): Promise<Uint8Array> {
  const image = await countColours(slices)
  let file: Buffer = Buffer.alloc(0)
  // What it will weigh, or once that is known, weighed at first.
  let first = image.runs * BYTES_A_RUN
  let tried = false
  for (const { distance, level, leaves, most } of TRIES) {
    if (first * leaves > most) continue
    const palette = paletteOf(image, distance)
    const bits = palette.bytes.length / 3 <= 16 ? 4 : 8
    // The first slice is packed, in a thread, while the rows of the next are written.
    const packer = createDeflate({ level, memLevel: 9, chunkSize: PICTURE_BYTES })
    const packed = buffer(packer)
    for (const slice of image.slices) packer.write(rowsOf(slice, palette, bits))
    packer.end()
    file = fileOf(image, palette, bits, await packed)
    if (file.length <= PICTURE_BYTES) break
    if (!tried) first = file.length / leaves
    tried = true
  }
  return file
}

function fileOf({ width, height }: Image, palette: Palette, bits: 4 | 8, data: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Colours from a palette; compression, filter and interlacing as always.
  header.set([bits, 3, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette.bytes),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

interface Image {
  readonly width: number
  readonly height: number
  readonly slices: readonly Slice[]
  /** Pixels of one colour side by side, in all rows that are not repeated. */
  readonly runs: number
  /** Buckets that occur, solid colours first, the most frequent first, each with a colour of it. */
  readonly used: readonly Used[]
}

interface Slice {
  readonly width: number
  readonly height: number
  readonly colours: Uint32Array
  /** Rows that are as the one above: most of a chart's are, and are not looked at again. */
  readonly repeats: Uint8Array
}

interface Used {
  readonly bucket: number
  readonly colour: number
  readonly solid: boolean
}

/** Each as soon as it is drawn, while the next one still is. */
async function countColours(drawn: readonly Promise<Pixels>[]): Promise<Image> {
  const counted: Counted = {
    counts: new Uint32Array(BUCKETS),
    example: new Uint32Array(BUCKETS),
    solid: new Uint8Array(BUCKETS),
    runs: 0,
  }
  const slices: Slice[] = []
  for (const one of drawn) slices.push(countSlice(counted, await one))
  const { counts, example, solid, runs } = counted
  const countOf = ({ bucket }: Used): number => counts[bucket] ?? 0
  const used = [...counts.keys()]
    .filter((bucket) => counts[bucket] !== 0)
    .map((bucket) => ({ bucket, colour: example[bucket] ?? 0, solid: solid[bucket] === 1 }))
    .sort((one, other) => Number(other.solid) - Number(one.solid) || countOf(other) - countOf(one))
  const height = slices.reduce((sum, slice) => sum + slice.height, 0)
  return { width: slices[0]?.width ?? 0, height, slices, runs, used }
}

/** By bucket: how many pixels, one of their colours, and whether that is a solid one. */
interface Counted {
  readonly counts: Uint32Array
  readonly example: Uint32Array
  readonly solid: Uint8Array
  runs: number
}

function countSlice(counted: Counted, { width, height, pixels }: Pixels): Slice {
  // Aligned to four bytes, because a buffer may begin anywhere in its pool.
  const bytes = pixels.byteOffset % 4 === 0 ? pixels : Buffer.from(Uint8Array.from(pixels).buffer)
  const colours = new Uint32Array(bytes.buffer, bytes.byteOffset, width * height)
  const repeats = new Uint8Array(height)
  const stride = width * 4
  for (let row = 0; row < height; row += 1) {
    const from = row * stride
    if (row > 0 && bytes.compare(bytes, from - stride, from, from, from + stride) === 0) repeats[row] = 1
    else countRow(counted, colours, row * width, (row + 1) * width)
  }
  return { width, height, colours, repeats }
}

function countRow(counted: Counted, colours: Uint32Array, from: number, end: number): void {
  const { counts, example, solid } = counted
  for (let at = from; at < end; ) {
    const colour = colours[at] ?? 0
    const begin = at
    while (at < end && colours[at] === colour) at += 1
    counted.runs += 1
    const bucket = bucketOf(colour)
    counts[bucket] = (counts[bucket] ?? 0) + at - begin
    if (at - begin >= SOLID && colours[begin + end - from] === colour) solid[bucket] = 1
    else if (solid[bucket] === 1) continue
    example[bucket] = colour
  }
}

interface Palette {
  readonly bytes: Buffer
  /** The palette's number for each bucket. */
  readonly places: Uint8Array
}

/** Solid and frequent colours as they are; a shade that is near to one of them becomes that. */
function paletteOf({ used }: Image, distance: number): Palette {
  const kept: [number, number, number][] = []
  const places = new Uint8Array(BUCKETS)
  for (const { bucket, colour, solid } of used) {
    const own = channels(colour)
    const near = nearest(kept, own)
    if ((!solid && near.distance <= distance) || kept.length === MOST_COLOURS) {
      places[bucket] = near.at
    } else {
      places[bucket] = kept.length
      kept.push(own)
    }
  }
  return { bytes: Buffer.from(kept.flat()), places }
}

function nearest(palette: readonly (readonly [number, number, number])[], own: readonly number[]) {
  const [red = 0, green = 0, blue = 0] = own
  const found = { at: 0, distance: Number.POSITIVE_INFINITY }
  for (const [at, [r, g, b]] of palette.entries()) {
    const distance = Math.hypot(r - red, g - green, b - blue)
    if (distance >= found.distance) continue
    found.at = at
    found.distance = distance
  }
  return found
}

/**
 * The palette's numbers, two pixels a byte where it has at most 16. Each row begins with 0, for no filter: filters guess at
 * neighbours' values, and a palette's numbers mean none.
 */
function rowsOf({ width, height, colours, repeats }: Slice, { places }: Palette, bits: 4 | 8): Buffer {
  const long = 1 + Math.ceil((width * bits) / 8)
  const rows = Buffer.alloc(long * height)
  for (let row = 0; row < height; row += 1) {
    const start = row * long
    const own = colours.subarray(row * width, (row + 1) * width)
    if (repeats[row] === 1) rows.copyWithin(start, start - long, start)
    else if (bits === 4) writePairs(rows, start + 1, own, places)
    else writePlaces(rows, start + 1, own, places)
  }
  return rows
}

function writePlaces(rows: Buffer, start: number, colours: Uint32Array, places: Uint8Array): void {
  let last = -1
  let place = 0
  for (let column = 0; column < colours.length; column += 1) {
    const colour = colours[column] ?? 0
    if (colour !== last) place = places[bucketOf(colour)] ?? 0
    last = colour
    rows[start + column] = place
  }
}

function writePairs(rows: Buffer, start: number, colours: Uint32Array, places: Uint8Array): void {
  let last = -1
  let place = 0
  let left = 0
  for (let column = 0; column < colours.length; column += 1) {
    const colour = colours[column] ?? 0
    if (colour !== last) place = places[bucketOf(colour)] ?? 0
    last = colour
    if ((column & 1) === 0) left = place << 4
    rows[start + (column >> 1)] = left | ((column & 1) === 0 ? 0 : place)
  }
}

/** Bytes lie in memory as red, green, blue; the machine reads the first one as the lowest. */
const channels = (colour: number): [number, number, number] => [
  colour & 0xff,
  (colour >> 8) & 0xff,
  (colour >> 16) & 0xff,
]

const bucketOf = (colour: number): number =>
  ((colour & 0xf8) << 7) | ((colour & 0xf800) >> 6) | ((colour & 0xf80000) >> 19)

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}
