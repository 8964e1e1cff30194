import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createPictures } from '../../src/pictures/pictures.ts'

/** Draws ten bytes, when it is told to. */
function slowly() {
  const asked: string[] = []
  const waiting: (() => void)[] = []
  const draw = async (svg: string) => {
    asked.push(svg)
    await new Promise<void>((resolve) => waiting.push(resolve))
    if (svg === 'broken') throw new Error('no picture')
    return new Uint8Array(10)
  }
  /** Lets everything through until `work` is done. */
  async function finish<T>(work: Promise<T>): Promise<T> {
    let done = false
    const end = () => {
      done = true
    }
    work.then(end, end)
    while (!done) {
      waiting.shift()?.()
      await setImmediate()
    }
    return await work
  }
  return { asked, waiting, draw, finish }
}

describe('pictures', () => {
  it('are drawn once for all who ask, at the same moment and later', async () => {
    const { asked, draw, finish } = slowly()
    const pictures = createPictures(draw)
    const [one, other] = await finish(Promise.all([pictures('a'), pictures('a')]))
    expect(await pictures('a')).toBe(one)
    expect(other).toBe(one)
    expect(asked).toEqual(['a'])
  })

  it('are drawn one after the other, so that the server’s other work goes on', async () => {
    const { asked, waiting, draw, finish } = slowly()
    const pictures = createPictures(draw)
    const both = Promise.all([pictures('a'), pictures('b')])
    await setImmediate()
    expect(asked).toEqual(['a'])
    expect(waiting.length).toBe(1)
    await finish(both)
    expect(asked).toEqual(['a', 'b'])
  })

  it('are kept within a bound, those longest unused going first', async () => {
    const { asked, draw, finish } = slowly()
    const pictures = createPictures(draw, 20)
    for (const svg of ['a', 'b', 'a', 'c', 'a', 'b']) await finish(pictures(svg))
    expect(asked).toEqual(['a', 'b', 'c', 'b'])
  })

  it('that fail are asked for again, and stop no other', async () => {
    const { asked, draw, finish } = slowly()
    const pictures = createPictures(draw)
    await expect(finish(pictures('broken'))).rejects.toThrow('no picture')
    await finish(pictures('a'))
    await expect(finish(pictures('broken'))).rejects.toThrow('no picture')
    expect(asked).toEqual(['broken', 'a', 'broken'])
  })
})
