import { describe, expect, it } from 'vitest'
import { demoRound } from '../fixtures/demo-round.ts'
import { madeSite, samplePulse } from '../fixtures/made-site.ts'

const program = samplePulse()
const { routes } = madeSite({ program, rounds: [demoRound()] })

/** Answered by other rooms; or pictures, which are costly to draw: one of each question is looked at. */
const isLeftOut = (path: string) =>
  /\/chat\/|\/data\//.test(path) || (path.includes('.png') && path.includes('place='))

describe('a link', () => {
  it('leads somewhere, from every page to every other', async () => {
    const seen = new Set(['/?lang=en'])
    const broken: string[] = []
    for (const path of seen) {
      const response = await routes.request(path)
      if (response.status !== 200) broken.push(path)
      if (path.includes('.png')) continue
      for (const [, href = ''] of (await response.text()).matchAll(/<a [^>]*?href="(\/[^"#]*)/g)) {
        const next = href.replaceAll('&amp;', '&')
        // A page has the same links in every language, and whichever answer its map shows.
        const again = !next.includes('lang=en') || /place=.*show=|by=.*show=/.test(next)
        if (!again && !isLeftOut(next)) seen.add(next)
      }
    }
    expect(broken).toEqual([])
    expect(seen.size).toBeGreaterThan(300)
  }, 120_000)

  it('to any question of any place shows its figures, or says that they are not shown', async () => {
    const bare: string[] = []
    for (const { code } of program.places)
      for (const { id, kind } of program.questions) {
        if (kind === 'consent') continue
        const path = `/p/iraq/safety-pulse/question/${id}?place=${code}&lang=en`
        const html = await (await routes.request(path)).text()
        if (!/class="telling"|Not shown, to protect the few who answered/.test(html)) bare.push(path)
      }
    expect(bare).toEqual([])
  }, 120_000)
})
