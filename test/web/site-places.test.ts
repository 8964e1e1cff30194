import { describe, expect, it } from 'vitest'
import type { Place, Program } from '../../src/flow/program.ts'
import { madeSite } from '../fixtures/made-site.ts'
import { madeRound } from '../fixtures/published-rounds.ts'
import { pulse } from '../fixtures/pulse.ts'

type Tiles = Readonly<Record<string, readonly [column: number, row: number]>>

const withTiles = (tiles: Tiles, more: readonly Place[] = []): Program => ({
  ...pulse,
  places: [...pulse.places, ...more].map((place) => {
    const [column, row] = tiles[place.code] ?? []
    return column === undefined || row === undefined ? place : { ...place, tile: { column, row } }
  }),
})

/** The maps of a page, level by level, each as class and place of its tiles in the order in which they are read. */
async function mapsOf(program: Program) {
  const { routes } = madeSite({ program, rounds: [madeRound(program, { number: 1, people: 1500 })] })
  const html = await (await routes.request('/p/iraq/pulse/question/safe_now?lang=en')).text()
  return [...html.matchAll(/<ul class="(tiles[^"]*)"[^>]*>(.*?)<\/ul>/gs)].map(
    ([, list = '', tiles = '']) => ({
      list,
      tiles: [...tiles.matchAll(/<li(?: class="([^"]*)")?>.*?\/place\/([a-z_0-9]+)\?/g)].map(
        ([, at = '', code]) => `${code} ${at}`.trim(),
      ),
    }),
  )
}

describe('the map of places', () => {
  it('puts each place where places.csv does, without empty columns and rows, and is read from north-west on', async () => {
    const maps = await mapsOf(
      withTiles({
        basra: [9, 30],
        kirkuk: [3, 2],
        basra_zubayr: [4, 4],
        basra_faw: [5, 4],
        kirkuk_dibis: [4, 1],
      }),
    )
    expect(maps).toEqual([
      { list: 'tiles strip', tiles: ['kirkuk', 'basra'] },
      { list: 'tiles of2', tiles: ['kirkuk_dibis c1 r1', 'basra_zubayr c1 r2', 'basra_faw c2 r2'] },
    ])
  })

  it('lists the places that have no tile after those that have one', async () => {
    const [first, second] = await mapsOf(withTiles({ basra: [1, 1] }))
    expect(first).toEqual({ list: 'tiles strip', tiles: ['basra'] })
    expect(second).toEqual({ list: 'tiles loose', tiles: ['kirkuk'] })
  })

  it('is a list where it would be too wide for a phone', async () => {
    const names = { ar: 'x', ckb: 'x', en: 'x' }
    const many = Array.from({ length: 10 }, (_, at) => ({
      ...{ code: `place_${at}`, level: 'governorate', parent: null },
      names: { ar: `x${at}`, ckb: `x${at}`, en: `x${at}` },
    }))
    const maps = await mapsOf(
      withTiles(
        Object.fromEntries(many.map(({ code }, at) => [code, [at + 1, 1] as const])),
        many.map((place) => ({ ...place, names: place.names ?? names })),
      ),
    )
    expect(maps[0]?.list).toBe('tiles loose')
    expect(maps[0]?.tiles).toHaveLength(12)
  })

  it('shows only places that the round was for', async () => {
    const program = withTiles({})
    const round = madeRound(program, { number: 1, people: 1500, places: ['basra_zubayr', 'kirkuk'] })
    const { routes } = madeSite({ program, rounds: [round] })
    const html = await (await routes.request('/p/iraq/pulse/question/safe_now?lang=en')).text()
    const codes = [...html.matchAll(/class="tile[^>]*\/place\/([a-z_]+)\?/g)].map(([, code]) => code)
    expect(codes.sort()).toEqual(['basra', 'basra_zubayr', 'kirkuk', 'kirkuk_dibis'])
  })
})

describe('a page of a survey with very many questions', () => {
  it('draws as many charts as a light page can carry, and leads to the others', async () => {
    const many = Array.from({ length: 32 }, (_, at) => ({
      ...{ kind: 'choose' as const, id: `q${at}`, at: 10 + at, optional: false, also: [], wording: 'w' },
      options: Array.from({ length: 10 }, (_option, nth) => `option_number_${nth}`),
    }))
    const program: Program = { ...pulse, questions: [...pulse.questions, ...many] }
    const { routes } = madeSite({ program, rounds: [madeRound(program, { number: 1, people: 1500 })] })
    const html = await (await routes.request('/p/iraq/pulse?lang=en')).text()
    const charts = html.match(/<svg/g)?.length ?? 0
    expect(charts).toBeGreaterThan(2)
    expect(charts).toBeLessThan(32)
    expect(html.match(/<section class="card" id="q/g)).toHaveLength(32)
    expect(Buffer.byteLength(html)).toBeLessThan(60_000)
  })
})
