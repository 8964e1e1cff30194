/**
 * Writes a ZIP archive (PKWARE's APPNOTE 6.3) as a stream: nothing is held but what is being packed. Every file has the
 * same old date, so that an export tells nothing of when, and the same data makes the same bytes.
 */
import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly content: AsyncIterable<string> | Iterable<string>
}

/** Without ZIP64, which some spreadsheets cannot read, sizes and places have 32 bits. */
const MOST = 0xffff_ffff

/** More was to be packed than an archive can hold. */
export class ArchiveFull extends Error {
  override readonly name = 'ArchiveFull'
}

const DEFLATE = 8
const VERSION = 20
/** Sizes follow the content, since they are not known before it; names are UTF-8. */
const FLAGS = 0x0808
/** The first of January 1980, the oldest there is. */
const DATE = 0x0021

interface Packed {
  readonly name: Buffer
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

export async function* zipOf(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const done: Packed[] = []
  let at = 0
  for (const { name, content } of entries) {
    const bytes = Buffer.from(name)
    const head = localHead(bytes)
    yield head
    const measured = { crc: 0, size: 0 }
    let packed = 0
    for await (const piece of deflated(content, measured)) {
      packed += piece.length
      if (measured.size > MOST || at + packed > MOST)
        throw new ArchiveFull('The file would be larger than 4 GB, which no spreadsheet opens.')
      yield piece
    }
    const entry = { name: bytes, ...measured, packed, at }
    const sizes = dataDescriptor(entry)
    yield sizes
    done.push(entry)
    at += head.length + packed + sizes.length
  }
  const directory = Buffer.concat(done.map(centralHead))
  yield directory
  yield endOf(done.length, directory.length, at)
}

/** Compressed outside the event loop. An error of the content ends the stream that is read here. */
function deflated(content: ZipEntry['content'], measured: { crc: number; size: number }) {
  async function* bytes() {
    for await (const text of content) {
      const piece = Buffer.from(text)
      measured.crc = crc32(piece, measured.crc)
      measured.size += piece.length
      yield piece
    }
  }
  const packing = createDeflateRaw()
  // The callback is there because pipeline asks for one: whoever reads `packing` is told of the error.
  return pipeline(Readable.from(bytes()), packing, () => undefined)
}

function localHead(name: Buffer): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x0403_4b50, 0)
  head.writeUInt16LE(VERSION, 4)
  head.writeUInt16LE(FLAGS, 6)
  head.writeUInt16LE(DEFLATE, 8)
  head.writeUInt16LE(DATE, 12)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name])
}

function dataDescriptor({ crc, packed, size }: Packed): Buffer {
  const sizes = Buffer.alloc(16)
  sizes.writeUInt32LE(0x0807_4b50, 0)
  sizes.writeUInt32LE(crc, 4)
  sizes.writeUInt32LE(packed, 8)
  sizes.writeUInt32LE(size, 12)
  return sizes
}

function centralHead({ name, crc, packed, size, at }: Packed): Buffer {
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x0201_4b50, 0)
  head.writeUInt16LE(VERSION, 4)
  head.writeUInt16LE(VERSION, 6)
  head.writeUInt16LE(FLAGS, 8)
  head.writeUInt16LE(DEFLATE, 10)
  head.writeUInt16LE(DATE, 14)
  head.writeUInt32LE(crc, 16)
  head.writeUInt32LE(packed, 20)
  head.writeUInt32LE(size, 24)
  head.writeUInt16LE(name.length, 28)
  head.writeUInt32LE(at, 42)
  return Buffer.concat([head, name])
}

function endOf(count: number, size: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x0605_4b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  return end
}
