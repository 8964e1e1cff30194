import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { barChart } from '../../src/findings/charts/bar-chart.ts'
import { placemat } from '../../src/findings/charts/placemat.ts'
import { previewPicture } from '../../src/findings/charts/preview-picture.ts'
import { scaleChart } from '../../src/findings/charts/scale-chart.ts'
import { PICTURE_BYTES } from '../../src/limits.ts'
import { pngOf } from '../../src/pictures/png.ts'
import { captionIn, drawingIn, LANGUAGES, pointsIn, safe, worries } from '../fixtures/drawn.ts'

describe.each(LANGUAGES)('pictures in %s', (language) => {
  const input = { ...drawingIn(language), caption: captionIn(language) }

  it('are light enough for a phone that pays by the megabyte, even the fullest', async () => {
    const chart = placemat({ ...input, points: pointsIn(language) })
    const png = await pngOf(chart.svg)
    expect(png.length).toBeLessThanOrEqual(PICTURE_BYTES)
    const { width, height } = decode(png)
    expect([width, height]).toEqual([1080, chart.height])
  })

  it('are the same when they are drawn in slices, with nothing cut off or drawn twice', async () => {
    for (const points of [pointsIn(language), pointsIn(language).slice(2, 3)]) {
      const { slices, svg } = placemat({ ...input, points })
      expect(slices).toHaveLength(2)
      const [sliced, whole] = [decode(await pngOf(slices)), decode(await pngOf(svg))]
      expect(sliced).toMatchObject({ width: whole.width, height: whole.height })
      // A few pixels at the edge of letters fall on the other side of a shade: positions are counted from another place.
      for (const [colour, count] of whole.counts)
        expect(Math.abs((sliced.counts.get(colour) ?? 0) - count), colour).toBeLessThan(30)
    }
  })

  it('keep the colours of what they tell', async () => {
    const rows = [{ label: '', finding: safe(27, 33, 26, 14) }]
    const { counts } = decode(await pngOf(scaleChart({ ...input, rows }).svg))
    for (const colour of ['#ffffff', '#01665e', '#5ab4ac', '#f0dca6', '#8c510a', '#fff3d6'])
      expect([colour, (counts.get(colour) ?? 0) > 2000]).toEqual([colour, true])
  })

  it('preview a link at the size that messengers show', async () => {
    const [first] = pointsIn(language)
    if (first === undefined) throw new Error('no points')
    const png = await pngOf(previewPicture({ ...input, ...first }).svg)
    expect(decode(png)).toMatchObject({ width: 1200, height: 630 })
    expect(png.length).toBeLessThan(PICTURE_BYTES / 2)
  })
})

describe('a picture', () => {
  it('can be drawn at another width', async () => {
    const { svg, width, height } = barChart({ ...drawingIn('en'), finding: worries })
    expect(decode(await pngOf(svg, { width: width / 2 }))).toMatchObject({
      width: 540,
      height: Math.round(height / 2),
    })
  })

  it('is white where nothing is drawn', async () => {
    const { counts } = decode(await pngOf(withText('')))
    expect([...counts]).toEqual([['#ffffff', 1600]])
  })

  it.each([
    ['a letter of another alphabet, which our own fonts lack', 'Ж'],
    ['an accent upon a letter of Dinka', 'ɛ̈'],
    ['a letter of Sorani', 'ڕ'],
  ])('has %s, not a box for a missing one', async (_, letter) => {
    const [missing, drawn] = await Promise.all(['\u{10FFFF}', letter].map((text) => pngOf(withText(text))))
    expect(drawn).not.toEqual(missing)
    expect(decode(drawn ?? new Uint8Array()).counts.size).toBeGreaterThan(2)
  })

  it('is the same, bit by bit, each time', async () => {
    const { svg } = barChart({ ...drawingIn('ckb'), finding: worries })
    expect(await pngOf(svg)).toEqual(await pngOf(svg))
  })

  it('is refused for what is no SVG', async () => {
    await expect(pngOf('<html>')).rejects.toThrow()
  })
})

const withText = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="8" y="30" font-family="Noto Sans" font-size="24">${text}</text></svg>`

/** Reads our own kind of PNG: a palette, no filter. */
function decode(png: Uint8Array) {
  const file = Buffer.from(png)
  expect(file.toString('latin1', 1, 4)).toBe('PNG')
  const parts = new Map<string, Buffer>()
  for (let at = 8; at < file.length; ) {
    const size = file.readUInt32BE(at)
    parts.set(file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, at + 8 + size))
    at += size + 12
  }
  const header = parts.get('IHDR') ?? Buffer.alloc(13)
  const [width, height, bits] = [header.readUInt32BE(0), header.readUInt32BE(4), header.readUInt8(8)]
  const rows = inflateSync(parts.get('IDAT') ?? Buffer.alloc(0))
  const long = 1 + Math.ceil((width * bits) / 8)
  expect(rows.length).toBe(long * height)
  const palette = parts.get('PLTE') ?? Buffer.alloc(0)
  const used = new Uint32Array(256)
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const byte = rows[row * long + 1 + (bits === 8 ? column : column >> 1)] ?? 0
      const place = bits === 8 ? byte : column % 2 === 0 ? byte >> 4 : byte & 15
      used[place] = (used[place] ?? 0) + 1
    }
  }
  const colours = [...used].flatMap((count, place) =>
    count === 0 ? [] : [[`#${palette.toString('hex', place * 3, place * 3 + 3)}`, count] as const],
  )
  return { width, height, counts: new Map<string, number>(colours) }
}
