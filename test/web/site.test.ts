import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { chromium, type Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { publicRules, publish } from '../../src/findings/publish.ts'
import { createTallier } from '../../src/findings/tally.ts'
import type { Answer } from '../../src/flow/program.ts'
import { plainAnalysis } from '../../src/flow/programme.ts'
import type { RoundRow } from '../../src/store/rounds.ts'
import type { Results } from '../../src/survey/results.ts'
import { loadSiteTexts } from '../../src/web/site/load-texts.ts'
import { site } from '../../src/web/site/site.tsx'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { accessibilityFaults, colourFaults } from '../support/axe.ts'
import { describeWithChromium } from '../support/chromium.ts'

const T0 = Date.UTC(2026, 4, 4)

function round(number: number, more: Partial<RoundRow> = {}): RoundRow {
  return {
    id: `round-${number}`,
    programme: 'iraq',
    flow: 'pulse',
    number,
    name: String(2017 + number),
    state: 'open',
    made_up: false,
    opened_at: T0,
    closed_at: null,
    places: null,
    targets: null,
    opens_at: null,
    closes_at: null,
    summary: null,
    program: pulse.hash,
    ...more,
  }
}

const answers = (at: number): Record<string, Answer> => ({
  district: at % 4 ? 'basra_faw' : 'kirkuk_dibis',
  safe_now: at < 4 ? 'unsure' : (['very_safe', 'safe', 'unsafe'][at % 3] ?? 'safe'),
  worries: at % 3 ? ['theft', 'drugs'] : at % 2 ? ['theft'] : ['drugs'],
  household: 1 + (at % 9),
  wish: `my secret ${at}`,
})

function resultsOf(count: number, more: Partial<RoundRow> = {}): Results {
  const tallier = createTallier([pulse])
  for (const person of respondents(count, answers)) tallier.add(person)
  const findings = publish(tallier.result(), [pulse], publicRules(plainAnalysis))
  const newest = round(2, more)
  return {
    round: newest,
    rounds: [round(1, { state: 'closed' }), newest],
    programs: [pulse],
    snapshot: {
      respondents: count,
      rows: count,
      programs: [pulse.hash],
      leftOut: null,
      weighting: { state: 'none' },
      at: T0,
      findings: findings.map((question) => ({ ...question, at: T0 })),
    },
  }
}

const siteWith = (results: Results | undefined) =>
  site({
    texts: loadSiteTexts('locales'),
    programmes: () => [
      {
        id: 'iraq',
        names: { ar: 'مسح', ckb: 'ڕاپرسی', en: 'Survey of Iraq' },
        languages: ['ar', 'ckb', 'en'],
        surveys: [pulse],
      },
    ],
    results: async (_programme, _flow, number) => (number === undefined || number <= 2 ? results : undefined),
  })

const get = async (path: string, results: Results | undefined = resultsOf(120), headers = {}) => {
  const response = await siteWith(results).request(path, { headers })
  return { response, html: await response.text() }
}

describe('the results page', () => {
  it('shows each figure as a percent that its bar agrees with, and says of whom', async () => {
    const { html } = await get('/p/iraq/pulse?lang=en')
    expect(html).toContain('<b>120</b>')
    expect(html).toContain('people who answered this question')
    expect(html).toContain('Everything here is true of the people who answered.')
    const bars = [...html.matchAll(/class="value">\u2068(\d+)%\u2069<.*?width="(\d+)%" height/g)]
    expect(bars.length).toBeGreaterThan(5)
    for (const [, figure, width] of bars) expect(width).toBe(figure)
  })

  it('never shows a small cell or anybody’s words', async () => {
    const { html } = await get('/p/iraq/pulse?lang=en')
    expect(html).toContain('very_safe')
    expect(html).toMatch(/unsure \(en\)\u2069 \(together\)/)
    expect(html).not.toContain('my secret')
  })

  it('says in every language when its answers are made up', async () => {
    const made = resultsOf(120, { made_up: true })
    expect((await get('/p/iraq/pulse?lang=en', made)).html).toContain('These answers are made up.')
    expect((await get('/p/iraq/pulse?lang=ar', made)).html).toContain('هذه الإجابات مصطنعة.')
    expect((await get('/p/iraq/pulse?lang=ckb', made)).html).toContain('ئەم وەڵامانە دروستکراون.')
    expect((await get('/p/iraq/pulse?lang=en')).html).not.toContain('made up')
  })

  it('speaks the language of the address, else the browser’s, else the programme’s first', async () => {
    expect((await get('/p/iraq/pulse?lang=ckb')).html).toContain('<html lang="ckb" dir="rtl">')
    const browser = { 'Accept-Language': 'de, en-GB;q=0.8, ar;q=0.3' }
    expect((await get('/p/iraq/pulse', undefined, browser)).html).toContain('<html lang="en" dir="ltr">')
    expect((await get('/p/iraq/pulse')).html).toContain('<html lang="ar" dir="rtl">')
  })

  it('draws bars from the right where the language is read from there', async () => {
    const { html } = await get('/p/iraq/pulse?lang=ar')
    const [, x = '', width = ''] = /<rect class="fill" x="(\d+)%" y="0" width="(\d+)%"/.exec(html) ?? []
    expect(Number(x) + Number(width)).toBe(100)
  })

  it('invites to take part while there is nothing to show', async () => {
    const empty = { ...resultsOf(120), snapshot: null }
    const { html } = await get('/p/iraq/pulse?lang=en', empty)
    expect(html).toContain('No results yet')
    expect(html).toContain('href="/chat/iraq/pulse?lang=en"')
    const closed = { ...resultsOf(120, { state: 'closed' }), snapshot: null }
    expect((await get('/p/iraq/pulse?lang=en', closed)).html).not.toContain('/chat/')
  })

  it.each(['/p/iraq/nothing', '/p/none/pulse', '/p/iraq/pulse?round=9', '/p/iraq/pulse?round=x', '/p/a/b/c'])(
    'answers 404 with a page and a way on: %s',
    async (path) => {
      const { response, html } = await get(path, undefined, { 'Accept-Language': 'en' })
      expect(response.status).toBe(404)
      expect(html).toContain('href="/?lang=en"')
    },
  )

  it('runs no script, sets no cookie, loads nothing from elsewhere and stays light', async () => {
    const { response, html } = await get('/p/iraq/pulse?lang=ar')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(html).not.toMatch(/<script|style="|https?:\/\//)
    const sheet = /href="(\/assets\/site\.[^"]+\.css)"/.exec(html)?.[1] ?? ''
    const css = await siteWith(undefined).request(sheet)
    expect(css.headers.get('cache-control')).toContain('immutable')
    expect(Buffer.byteLength(html) + Buffer.byteLength(await css.text())).toBeLessThan(60_000)
  })
})

describe('the home page', () => {
  it('leads to results and chat of every survey', async () => {
    const { html } = await get('/?lang=en')
    expect(html).toContain('Survey of Iraq')
    expect(html).toContain('href="/p/iraq/pulse?lang=en"')
    expect(html).toContain('href="/chat/iraq/pulse?lang=en"')
  })
})

describe('the site’s texts', () => {
  it('are the same keys in every language, plural forms aside', () => {
    const keys = (language: string) => {
      const walk = (tree: Record<string, unknown>, path: string): string[] =>
        Object.entries(tree).flatMap(([key, value]) =>
          typeof value === 'string'
            ? [`${path}${key.replace(/_(zero|one|two|few|many|other)$/, '')}`]
            : walk(value as Record<string, unknown>, `${path}${key}.`),
        )
      return [...new Set(walk(JSON.parse(readFileSync(`locales/${language}/site.json`, 'utf8')), ''))].sort()
    }
    expect(keys('ar')).toEqual(keys('en'))
    expect(keys('ckb')).toEqual(keys('en'))
  })
})

describeWithChromium('the site in a browser', (executablePath) => {
  it('is free of barriers that axe knows, and fits a phone, in every language, light and dark', async () => {
    const app = siteWith(resultsOf(120, { made_up: true }))
    const port = await new Promise<number>((resolve) => {
      server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (info) => resolve(info.port))
    })
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
    try {
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
      for (const path of [
        '/p/iraq/pulse?lang=ar',
        '/p/iraq/pulse?lang=ckb',
        '/p/iraq/pulse?lang=en',
        '/?lang=ar',
        '/p/x/y?lang=en',
      ]) {
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(`http://127.0.0.1:${port}${path}`)
        expect(await accessibilityFaults(page), `${path} light`).toEqual([])
        expect(await isWide(page), `${path} light`).toBe(false)
        await page.emulateMedia({ colorScheme: 'dark' })
        expect(await colourFaults(page), `${path} dark`).toEqual([])
        expect(await isWide(page), `${path} dark`).toBe(false)
      }
    } finally {
      await browser.close()
      server?.close()
    }
  }, 60_000)
})

const isWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth')

let server: ReturnType<typeof serve> | undefined
