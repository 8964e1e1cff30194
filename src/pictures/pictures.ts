/**
 * Draws pictures one at a time and keeps the last ones: a link preview or a summary is asked for again and again, and
 * its content says whether it is still the same picture.
 */
import { createHash } from 'node:crypto'
import { PICTURES_KEPT_BYTES } from '../limits.ts'
import { pngOf } from './png.ts'

/** The picture of an SVG as PNG, at its own width. The same bytes for everybody who asks: never change them. */
export type Pictures = (svg: string) => Promise<Uint8Array>

/** `draw` and `mostKept` (bytes) are for tests. */
export function createPictures(draw: Pictures = pngOf, mostKept = PICTURES_KEPT_BYTES): Pictures {
  const kept = new Map<string, Uint8Array>()
  const drawing = new Map<string, Promise<Uint8Array>>()
  let weight = 0
  // Drawing holds one of the few threads that files and names are also read in: the others stay free.
  let last: Promise<unknown> = Promise.resolve()

  return async (svg) => {
    const key = createHash('sha256').update(svg).digest('base64')
    const known = kept.get(key)
    if (known !== undefined) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const underWay = drawing.get(key)
    if (underWay !== undefined) return await underWay
    const drawn = last.then(() => draw(svg))
    last = drawn.catch(() => undefined)
    drawing.set(key, drawn)
    try {
      const picture = await drawn
      keep(key, picture)
      return picture
    } finally {
      drawing.delete(key)
    }
  }

  function keep(key: string, picture: Uint8Array): void {
    kept.set(key, picture)
    weight += picture.length
    for (const [oldest, { length }] of kept) {
      if (weight <= mostKept) break
      kept.delete(oldest)
      weight -= length
    }
  }
}
