import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Program } from '../../src/flow/program.ts'
import type { SummaryBody } from '../../src/outreach/summary.ts'
import { inLanguage } from '../../src/web/layout/visit.ts'
import { demoRound } from '../fixtures/demo-round.ts'
import { type MadeSite, madeSite, samplePulse } from '../fixtures/made-site.ts'
import { type MadeRound, madeRound } from '../fixtures/published-rounds.ts'
import { pulse } from '../fixtures/pulse.ts'

const LIMIT = 60_000
const LANGUAGES = ['ar', 'ckb', 'en'] as const

const sample = samplePulse()
const three = [1, 2, 3].map((number) => madeRound(sample, { number, people: 1200 }))
const sampleSite = madeSite({ program: sample, rounds: three })

const read = async (site: ReturnType<typeof madeSite>, path: string) => {
  const response = await site.routes.request(path)
  return { status: response.status, html: await response.text() }
}
/** Without the head, so that a failure can be read. */
const page = async (path: string, site = sampleSite) => {
  const { html } = await read(site, path)
  return html.slice(html.indexOf('<main'), html.indexOf('</main>'))
}
/** The small survey with its question on safety put in other words. */
function reworded(words: string): Program {
  const { safe_now, ...others } = pulse.texts.en ?? {}
  if (typeof safe_now !== 'object') throw new Error('no text')
  return {
    ...pulse,
    hash: 'pulse-two-00',
    questions: pulse.questions.map((one) => (one.id === 'safe_now' ? { ...one, wording: 'new' } : one)),
    texts: { ...pulse.texts, en: { ...others, safe_now: { ...safe_now, text: words } } },
  }
}
/** One round of the small survey. */
const round = (made: Partial<MadeRound> & { people: number }, more: Partial<MadeSite> = {}) =>
  madeSite({ program: pulse, rounds: [madeRound(pulse, { number: 1, ...made })], ...more })

describe('the page of a round', () => {
  it('tells how many answered, when, where, and every question in a sentence with a chart', async () => {
    const html = await page('/p/iraq/safety-pulse?lang=en')
    expect(html).toContain('<b>1,200</b>')
    expect(html).toContain('From ⁨1 October 2019⁩ to ⁨31 October 2019⁩')
    expect(html).toContain('⁨Basra⁩, ⁨Kirkuk⁩, ⁨Salahaddin⁩')
    const shown = three[2]?.findings.filter(({ of, state }) => of.length === 0 && state === 'shown') ?? []
    for (const { question } of shown)
      expect(html, question).toContain(`href="/p/iraq/safety-pulse/question/${question}?lang=en"`)
    const charts = shown.filter((one) => one.state === 'shown' && one.cells.length > 0)
    expect(html.match(/<svg[^>]* role="img" aria-label="[^"]{20,}"/g)).toHaveLength(charts.length)
    expect(html).toContain('They chose to take part and were not drawn at random')
  })

  it('agrees with its charts to the last digit', async () => {
    const html = await page('/p/iraq/safety-pulse?lang=en')
    const worries = three[2]?.findings.find(({ question, of }) => question === 'worries' && of.length === 0)
    if (worries?.state !== 'shown') throw new Error('not shown')
    const card = html.slice(html.indexOf('id="worries"'), html.indexOf('id="incident"'))
    for (const { percent } of worries.cells) expect(card).toContain(`>⁦⁨${percent}%⁩⁩</text>`)
  })

  it('never shows anybody’s words, nor a count of people within an answer', async () => {
    for (const path of ['/p/iraq/safety-pulse', '/p/iraq/safety-pulse/question/wish']) {
      expect(await page(`${path}?lang=en`)).not.toContain('my secret')
    }
    const html = await page('/p/iraq/safety-pulse/question/safe_now?lang=en')
    for (const { cells } of three[2]?.findings.flatMap((one) =>
      one.state === 'shown' && one.question === 'safe_now' && one.of.length === 0 ? [one] : [],
    ) ?? [])
      for (const { count } of cells) expect(html).not.toMatch(new RegExp(`\\b${count}\\b`))
  })

  it('shows the newest round with something to show, and any other by its number', async () => {
    const site = madeSite({
      program: sample,
      rounds: [...three, madeRound(sample, { number: 4, people: 3, state: 'open', closed_at: null })],
    })
    expect(await page('/p/iraq/safety-pulse?lang=en', site)).toContain('Round ⁨3⁩ · ⁨2019⁩</p>')
    expect(await page('/p/iraq/safety-pulse?lang=en&round=1', site)).toContain('Round ⁨1⁩ · ⁨2017⁩</p>')
    expect(await page('/p/iraq/safety-pulse?lang=en&round=4', site)).toContain('No results yet')
  })

  it('says in every language when its answers are made up', async () => {
    const site = round({ people: 120, made_up: true })
    expect(await page('/p/iraq/pulse?lang=en', site)).toContain('These answers are made up.')
    expect(await page('/p/iraq/pulse?lang=ar', site)).toContain('هذه الإجابات مصطنعة.')
    expect(await page('/p/iraq/pulse?lang=ckb', site)).toContain('ئەم وەڵامانە دروستکراون.')
    expect(await page('/p/iraq/pulse?lang=en', round({ people: 120 }))).not.toContain('made up')
  })

  it('speaks of people who are in no figure', async () => {
    const made = madeRound(pulse, { number: 1, people: 120 })
    const snapshot = made.snapshot && { ...made.snapshot, leftOut: 14 }
    const html = await page(
      '/p/iraq/pulse?lang=en',
      madeSite({ program: pulse, rounds: [{ ...made, snapshot }] }),
    )
    expect(html).toContain('⁨14⁩ of them did not say where they live')
  })
})

describe('a page with nothing to show', () => {
  it.each<[string, Partial<MadeRound>, string]>([
    ['planned for a day', { state: 'planned', opens_at: Date.UTC(2027, 0, 5) }, 'open on ⁨5 January 2027⁩'],
    ['planned for no day', { state: 'planned' }, 'It has no date yet'],
    ['open', { state: 'open', closed_at: null }, 'appear when at least ten people have answered'],
    ['paused', { state: 'paused', closed_at: null }, 'paused for now'],
    ['closing', { state: 'closing' }, 'closed before ten people had answered'],
    ['closed', { state: 'closed' }, 'closed before ten people had answered'],
  ])('says why: %s', async (_name, made, text) => {
    for (const path of ['/p/iraq/pulse?lang=en', '/p/iraq?lang=en'])
      expect(await page(path, round({ people: 0, ...made })), path).toContain(text)
  })

  it('invites to take part only while people can', async () => {
    const open = await page('/p/iraq/pulse?lang=en', round({ people: 0, state: 'open', closed_at: null }))
    expect(open).toContain('class="button" href="/chat/iraq/pulse?lang=en"')
    expect(await page('/p/iraq/pulse?lang=en', round({ people: 0 }))).not.toContain('/chat/')
  })

  it('stands where a survey never had a round', async () => {
    const site = madeSite({ program: pulse, rounds: [] })
    for (const path of ['/p/iraq', '/p/iraq/pulse', '/p/iraq/pulse/place/basra', '/p/iraq/pulse/shared'])
      expect((await read(site, `${path}?lang=en`)).status, path).toBe(200)
    expect(await page('/p/iraq/pulse?lang=en', site)).toContain('has not begun yet')
    expect((await read(site, '/p/iraq/pulse/question/safe_now?lang=en')).status).toBe(404)
  })

  it('says that every figure is held back, and why', async () => {
    const made = madeRound(pulse, { number: 1, people: 12 })
    const findings = made.findings.map(({ question, kind, of, at }) => ({
      ...{ question, kind, of, at },
      state: 'withheld' as const,
      reason: 'revealing' as const,
    }))
    const html = await page(
      '/p/iraq/pulse?lang=en',
      madeSite({ program: pulse, rounds: [{ ...made, findings }] }),
    )
    expect(html).toContain('so none is shown')
    expect(html.match(/could give away what somebody answered/g)?.length).toBeGreaterThan(3)
  })
})

describe('the page of a place', () => {
  it('shows its figures beside everybody’s, and leads to the places in it and above it', async () => {
    const html = await page('/p/iraq/safety-pulse/place/basra?lang=en')
    expect(html).toContain('<h1>Basra</h1>')
    const safe = html.slice(html.indexOf('id="safe_now"'), html.indexOf('id="change"'))
    expect(safe).toMatch(/aria-label="[^"]*Basra: Almost[^"]*; Everybody: /)
    expect(html).toContain('href="/p/iraq/safety-pulse/place/basra_faw?lang=en"')
    const below = await page('/p/iraq/safety-pulse/place/basra_faw?lang=en&round=2')
    expect(below).toContain('href="/p/iraq/safety-pulse/place/basra?round=2&amp;lang=en"')
  })

  it('says so when nothing of it can be told, and when it cannot be told yet', async () => {
    expect(await page('/p/iraq/pulse/place/basra?lang=en', round({ people: 11 }))).toContain(
      'Too few people in ⁨Basra⁩ answered',
    )
    const open = round({ people: 120, state: 'open', closed_at: null })
    expect(await page('/p/iraq/pulse/place/basra?lang=en', open)).toContain('when the round has closed')
  })

  it('is called by its newest name where it was renamed since', async () => {
    const renamed: Program = {
      ...pulse,
      hash: 'pulse-two-00',
      places: pulse.places.map((place) =>
        place.code === 'basra'
          ? { ...place, names: { ar: 'الفيحاء', ckb: 'فەیحا', en: 'Al-Fayhaa' } }
          : place,
      ),
    }
    const site = madeSite({ program: renamed, rounds: [madeRound(pulse, { number: 1, people: 400 })] })
    for (const path of ['place/basra', 'question/safe_now', 'question/district'])
      expect(await page(`/p/iraq/pulse/${path}?lang=en`, site), path).toContain('Al-Fayhaa')
    expect(await page('/p/iraq/pulse/place/basra?lang=en', site)).not.toContain('Basra')
  })

  it('is found by its code where today’s places no longer have it', async () => {
    const without: Program = { ...pulse, places: pulse.places.filter(({ code }) => code !== 'kirkuk_dibis') }
    const site = madeSite({ program: without, rounds: [madeRound(pulse, { number: 1, people: 400 })] })
    expect(await page('/p/iraq/pulse/place/kirkuk_dibis?lang=en', site)).toContain('<h1>Dibis</h1>')
  })
})

describe('the page of a question', () => {
  it('has a map, the groups side by side, and the rounds', async () => {
    const html = await page('/p/iraq/safety-pulse/question/safe_now?lang=en')
    expect(html).toContain('How many said: ⁨Safe⁩')
    expect(html).toMatch(/class="tile s[0-9]" href="\/p\/iraq\/safety-pulse\/place\/basra\?lang=en"/)
    expect(html).toContain('href="/p/iraq/safety-pulse/question/safe_now?by=sex&amp;lang=en"')
    expect(html).toContain('From round to round')
  })

  it('narrows to a place and one other group, and no further', async () => {
    const basra = await page('/p/iraq/safety-pulse/question/safe_now?place=basra&by=sex&lang=en')
    expect(basra).toContain('answered in ⁨Basra⁩')
    expect(basra).toContain('<h2>By sex</h2>')
    expect(basra).not.toContain('From round to round')
    for (const query of ['place=atlantis', 'by=shoe_size', 'place=basra&by=nothing'])
      expect((await read(sampleSite, `/p/iraq/safety-pulse/question/safe_now?${query}`)).status, query).toBe(
        404,
      )
  })

  it('shades the map by the answer that is asked for', async () => {
    const percents = (html: string) =>
      [...html.matchAll(/class="tile[^>]*>.*?<b>⁨(\d+)%/g)].map(([, one]) => Number(one))
    const safe = percents(await page('/p/iraq/safety-pulse/question/safe_now?lang=en&show=safe'))
    const unsafe = percents(await page('/p/iraq/safety-pulse/question/safe_now?lang=en&show=unsafe'))
    expect(safe.length).toBeGreaterThan(3)
    for (const [at, one] of safe.entries()) {
      const sum = one + (unsafe[at] ?? 0)
      expect(Math.abs(sum - 100)).toBeLessThanOrEqual(2)
    }
  })

  it('marks places that are told together, and hatches those that are not told', async () => {
    const made = madeRound(pulse, { number: 1, people: 2000 })
    const findings = made.findings.flatMap((finding) => {
      const [place, other] = finding.of
      if (place?.by !== 'place' || other !== undefined) return [finding]
      if (place.ids[0] === 'kirkuk') return []
      return place.ids[0] === 'basra_faw'
        ? [{ ...finding, of: [{ by: 'place', ids: ['basra_faw', 'basra_zubayr'] }] }]
        : place.ids[0] === 'basra_zubayr'
          ? []
          : [finding]
    })
    const site = madeSite({ program: pulse, rounds: [{ ...made, findings }] })
    const html = await page('/p/iraq/pulse/question/safe_now?lang=en', site)
    expect(html).toMatch(/class="tile kept" href="\/p\/iraq\/pulse\/place\/kirkuk\?lang=en"/)
    expect(html.match(/%⁩\*/g)).toHaveLength(2)
    expect(html).toContain('Told together with other places')
  })

  it('says why rounds may not be compared, and draws no line between them', async () => {
    const other = reworded('Do you feel safe?')
    const site = madeSite({
      program: other,
      rounds: [
        madeRound(pulse, { number: 1, people: 400 }),
        madeRound(other, { number: 2, people: 400, programs: [other] }),
      ],
    })
    const html = await page('/p/iraq/pulse/question/safe_now?lang=en', site)
    expect(html).toContain('The question was asked in other words.')
    expect(html).not.toContain('Figures as a table')
  })

  it('exists for a question that came or went half-way, and says so', async () => {
    const made = madeRound(pulse, { number: 1, people: 120 })
    const findings = made.findings.map((finding) =>
      finding.state === 'shown' && finding.question === 'why'
        ? { ...finding, flags: ['half_way' as const] }
        : finding,
    )
    const site = madeSite({ program: pulse, rounds: [{ ...made, findings }] })
    expect(await page('/p/iraq/pulse/question/why?lang=en', site)).toContain(
      'not asked during the whole round',
    )
  })
})

describe('what was shared', () => {
  const finding = three[2]?.findings.find(({ question, of }) => question === 'safe_now' && of.length === 0)
  if (finding?.state !== 'shown') throw new Error('not shown')
  const inEach = (text: string) => ({ ar: `${text} (ar)`, ckb: `${text} (ckb)`, en: text })
  const body: SummaryBody = {
    snapshot: 1,
    programs: [sample.hash],
    titles: inEach('What Basra said'),
    intros: inEach('In October you told us this.'),
    items: [{ finding, proposed: inEach('x'), sentences: inEach('Two in three feel safe.') }],
    editedBy: 'amal',
  }
  const shared = [
    { id: 's1', round: 'safety-pulse-3', number: 1, place: 'basra', sharedAt: Date.UTC(2019, 10, 20), body },
  ]
  const check: Program = { ...pulse, flow: 'check' }
  const asks = madeRound(check, { number: 1, people: 60, summary: 's1' })
  const withReply = madeSite({
    program: sample,
    rounds: [...three, asks],
    shared,
    programme: { followUp: check },
  })
  const site = madeSite({ program: sample, rounds: three, shared })

  it('is listed with its sentences, on the programme’s page and on the place’s, too', async () => {
    for (const path of ['/p/iraq/safety-pulse/shared', '/p/iraq', '/p/iraq/safety-pulse/place/basra']) {
      const html = await page(`${path}?lang=en`, site)
      expect(html, path).toContain('href="/p/iraq/safety-pulse/shared/3-1?lang=en"')
      expect(html, path).toContain('Two in three feel safe.')
      expect(html, path).toContain('Shared with people in ⁨Basra⁩, on ⁨20 November 2019⁩')
    }
    expect(await page('/p/iraq/safety-pulse/place/kirkuk?lang=en', site)).not.toContain('Two in three')
    expect(await page('/p/iraq/safety-pulse/shared?lang=ar', site)).toContain('Two in three feel safe. (ar)')
  })

  it('has a page of its own, with what people said of it', async () => {
    const html = await page('/p/iraq/safety-pulse/shared/3-1?lang=en', withReply)
    expect(html).toContain('<h1>What Basra said</h1>')
    expect(html).toContain('What people said of it')
    expect(html).toContain('How safe are you?')
    expect(await page('/p/iraq/safety-pulse/shared/3-1?lang=en', site)).not.toContain(
      'What people said of it',
    )
  })

  it('leads nowhere once it is taken back, or where there never was one', async () => {
    for (const path of ['3-2', '2-1', '3', 'x-y', '3-1-1'])
      expect((await read(site, `/p/iraq/safety-pulse/shared/${path}`)).status, path).toBe(404)
  })
})

describe('the page on method', () => {
  it('says what is never shown, and gives each question word for word', async () => {
    const html = await page('/p/iraq/safety-pulse/method?lang=en')
    expect(html).toContain('No figure stands for fewer than ten people, counted before weighting.')
    expect(html).toContain('These days, how safe are you in your daily life where you live?')
    expect(html).toContain('href="/p/iraq/safety-pulse/data/3.csv?lang=en"')
  })

  it('names the rounds of each wording where a question was put in other words', async () => {
    const newer = reworded('Do you feel safe?')
    const site = madeSite({
      program: newer,
      rounds: [
        madeRound(pulse, { number: 1, people: 120 }),
        madeRound(pulse, { number: 2, people: 120 }),
        madeRound(newer, { number: 3, people: 120 }),
      ],
    })
    const html = await page('/p/iraq/pulse/method?lang=en', site)
    expect(html).toMatch(
      /Do you feel safe\?<\/p>.*?In these words in round ⁨⁨?3⁩.*?How safe are you\?<\/p>.*?In these words in rounds ⁨/s,
    )
  })
})

describe('every page', () => {
  const demo = madeSite({ program: sample, rounds: [demoRound()] })
  const paths = [
    '/',
    '/p/iraq',
    '/p/iraq/safety-pulse',
    '/p/iraq/safety-pulse/method',
    '/p/iraq/safety-pulse/shared',
    ...sample.places.map(({ code }) => `/p/iraq/safety-pulse/place/${code}`),
    ...sample.questions
      .filter(({ kind }) => kind !== 'consent')
      .flatMap(({ id }) => [
        `/p/iraq/safety-pulse/question/${id}`,
        ...(id === 'safe_now' || id === 'worries' ? [`/p/iraq/safety-pulse/question/${id}?place=basra`] : []),
      ]),
  ]

  const heavy = [
    '/p/iraq/safety-pulse',
    '/p/iraq/safety-pulse/place/basra',
    '/p/iraq/safety-pulse/question/worries',
  ]

  it.each([
    ['the demonstration’s', demo, paths],
    ['a survey’s of which everything can be told', sampleSite, heavy],
  ])(
    'weighs at most 60 kB, in every language: %s',
    async (_name, site, some) => {
      const ofRound = some
        .filter((path) => path.startsWith('/p/iraq/safety-pulse') && !path.endsWith('/shared'))
        .map((path) => `${path}${path.includes('?') ? '&' : '?'}round=3`)
      for (const path of [...some, ...ofRound])
        for (const language of LANGUAGES) {
          const { status, html } = await read(site, inLanguage(path, language))
          expect(status, path).toBe(200)
          expect(Buffer.byteLength(html), `${path} ${language}`).toBeLessThan(LIMIT)
          expect(/<script|style="| on[a-z]+="/.exec(html)?.[0], path).toBeUndefined()
          expect(
            /(?:src|href)="(?!http:\/\/localhost\/)(?:https?:)?\/\/[^"]*/.exec(html)?.[0],
            path,
          ).toBeUndefined()
          expect(/undefined|NaN|\[object/.exec(html)?.[0], path).toBeUndefined()
        }
    },
    60_000,
  )

  it('has one main heading, and no heading that leaves out a level', async () => {
    for (const path of paths) {
      const levels = [...(await page(inLanguage(path, 'en'), demo)).matchAll(/<h([1-6])/g)].map(([, level]) =>
        Number(level),
      )
      expect(
        levels.filter((level) => level === 1),
        path,
      ).toHaveLength(1)
      for (const [at, level] of levels.entries())
        if (at > 0) expect(level - (levels[at - 1] ?? 0), `${path} ${levels}`).toBeLessThanOrEqual(1)
    }
  })
})

describe('the site’s texts', () => {
  it('are the same keys in every language, plural forms aside', () => {
    const keys = (language: string) => {
      const walk = (tree: Record<string, unknown>, path: string): string[] =>
        Object.entries(tree).flatMap(([key, value]) =>
          typeof value === 'string' || Array.isArray(value)
            ? [`${path}${key.replace(/_(zero|one|two|few|many|other)$/, '')}`]
            : walk(value as Record<string, unknown>, `${path}${key}.`),
        )
      return [...new Set(walk(JSON.parse(readFileSync(`locales/${language}/site.json`, 'utf8')), ''))].sort()
    }
    expect(keys('ar')).toEqual(keys('en'))
    expect(keys('ckb')).toEqual(keys('en'))
  })
})
