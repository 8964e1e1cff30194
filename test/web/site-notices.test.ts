import { describe, expect, it } from 'vitest'
import type { SummaryBody } from '../../src/outreach/summary.ts'
import type { PublishedRound } from '../../src/survey/published.ts'
import { demoRound } from '../fixtures/demo-round.ts'
import { madeSite, samplePulse } from '../fixtures/made-site.ts'
import { madeRound } from '../fixtures/published-rounds.ts'

const program = samplePulse()
const FLOW = '/p/iraq/safety-pulse'
const MADE_UP = 'These answers are made up.'

const pageOf = async (site: ReturnType<typeof madeSite>, path: string, language = 'en') => {
  const address = `${path}${path.includes('?') ? '&' : '?'}lang=${language}`
  const html = await (await site.routes.request(address)).text()
  return html.slice(html.indexOf('<main'), html.indexOf('</main>'))
}

/** A summary of a round that was shared with everybody. */
function sharedOf(round: PublishedRound) {
  const finding = round.findings.find(({ question, of }) => question === 'safe_now' && of.length === 0)
  if (finding?.state !== 'shown') throw new Error('not shown')
  const inEach = (text: string) => ({ ar: text, ckb: text, en: text })
  const body: SummaryBody = {
    ...{ snapshot: 1, programs: [program.hash], editedBy: 'amal' },
    titles: inEach('What people said'),
    intros: inEach('In October'),
    items: [{ finding, proposed: inEach('x'), sentences: inEach('Two in three feel safe.') }],
  }
  const { id, closed_at } = round.round
  return [{ id: 's1', round: id, number: 1, place: null, sharedAt: closed_at ?? 0, body }]
}

describe('the notice that answers are made up, and whom figures speak for', () => {
  const madeUp = madeRound(program, { number: 1, people: 900, made_up: true })
  const real = madeRound(program, { number: 2, people: 900 })
  const site = madeSite({ program, rounds: [madeUp, real], shared: sharedOf(madeUp) })

  it('stands over what was shared of a made-up round, also on pages of one that is not', async () => {
    for (const path of [`${FLOW}/shared`, `${FLOW}/place/basra`, '/p/iraq']) {
      const html = await pageOf(site, path)
      expect(html, path).toContain('Two in three feel safe.')
      expect(html, path).toContain(MADE_UP)
      expect(html, path).toContain('They chose to take part and were not drawn at random')
    }
    expect(await pageOf(site, FLOW)).not.toContain(MADE_UP)
  })

  it('is not missing where a trend draws made-up rounds, and is not where it draws none', async () => {
    const two = madeSite({
      program,
      rounds: [
        madeRound(program, { number: 1, people: 900, made_up: true }),
        madeRound(program, { number: 2, people: 900 }),
        madeRound(program, { number: 3, people: 900 }),
      ],
    })
    const html = await pageOf(two, `${FLOW}/question/safe_now`)
    const trend = html.slice(html.indexOf('id="trend"'))
    expect(trend.includes(MADE_UP)).toBe(/<svg/.test(trend) && /Round ⁨1⁩ · ⁨2017⁩<\/th>/.test(trend))
  })
})

describe('a place of which few people answered', () => {
  const site = madeSite({ program, rounds: [demoRound()] })

  it('is not said to have said what several places said', async () => {
    const html = await pageOf(site, `${FLOW}/place/salahaddin_baiji`)
    expect(html).toContain('Too few people answered in ⁨Baiji⁩ to tell it alone.')
    expect(html).not.toContain('What people in ⁨Baiji⁩ said')
    const labels = [...html.matchAll(/answered in ⁨([^⁩]+)⁩/g)].map(([, name]) => name)
    expect(labels.length).toBeGreaterThan(3)
    expect(new Set(labels)).toEqual(new Set(['Baiji']))
    expect(await pageOf(site, `${FLOW}/place/salahaddin_baiji`, 'ar')).toContain('فلا تُعرض وحدها')
  })

  it('has its untold questions listed, each leading to a page that says so', async () => {
    const html = await pageOf(site, `${FLOW}/place/salahaddin_baiji`)
    expect(html).toContain('Not shown for ⁨Baiji⁩')
    expect(html).toContain(`href="${FLOW}/question/worries?place=salahaddin_baiji&amp;lang=en"`)
    expect(await pageOf(site, `${FLOW}/question/worries?place=salahaddin_baiji`)).toContain(
      'could give away what somebody answered',
    )
  })

  it('has a mark beside its figures wherever fewer than 60 answered', async () => {
    expect(await pageOf(site, `${FLOW}/place/salahaddin_samarra`)).toContain(
      'take the figures as a first impression',
    )
    const map = await pageOf(site, `${FLOW}/question/safe_now`)
    expect(map).toMatch(/of ⁨36⁩<sup>†<\/sup>/)
    expect(map).toContain('† Fewer than 60 people answered')
  })
})

describe('what changed since the last round', () => {
  it('lists only what is more than chance, and leads to the question', async () => {
    const [one, other] = [1, 2].map((number) => madeRound(program, { number, people: 2000 }))
    if (one === undefined || other === undefined) throw new Error('two rounds')
    const html = await pageOf(madeSite({ program, rounds: [one, other] }), FLOW)
    const list = html.slice(html.indexOf('id="changes"'), html.indexOf('class="part"'))
    expect(list).toContain('What changed since the last round')
    expect(list).toMatch(/href="\/p\/iraq\/safety-pulse\/question\/[a-z_]+\?lang=en#trend"/)
    expect(list).not.toContain('no clear change')
    const same = madeRound(program, { number: 2, people: 2000, lean: 1 })
    expect(await pageOf(madeSite({ program, rounds: [one, same] }), FLOW)).not.toContain('What changed since')
  })

  it('is not told of a made-up round beside one that is not', async () => {
    const rounds = [
      madeRound(program, { number: 1, people: 2000, made_up: true }),
      madeRound(program, { number: 2, people: 2000 }),
    ]
    expect(await pageOf(madeSite({ program, rounds }), FLOW)).not.toContain('What changed since')
  })
})
