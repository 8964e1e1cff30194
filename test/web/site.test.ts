import { serve } from '@hono/node-server'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MadeSite, madeSite, samplePulse } from '../fixtures/made-site.ts'
import { madeRound } from '../fixtures/published-rounds.ts'
import { accessibilityFaults, colourFaults, layoutFaults } from '../support/axe.ts'
import { describeWithChromium } from '../support/chromium.ts'

const PHONE = { width: 360, height: 740 }
const SMALL_PHONE = { width: 320, height: 568 }
const DESKTOP = { width: 1280, height: 900 }

const program = samplePulse()
const rounds = [
  ...[1, 2, 3].map((number) => madeRound(program, { number, people: 700, made_up: true })),
  madeRound(program, { number: 4, people: 3, state: 'open', closed_at: null, name: '2026-11' }),
]

/** A summary that is shared, of a round's first findings. */
function shared(): MadeSite['shared'] {
  const findings = rounds[2]?.findings.flatMap((one) =>
    one.state === 'shown' && one.of.length === 0 ? [one] : [],
  )
  const inEach = (ar: string, ckb: string, en: string) => ({ ar, ckb, en })
  const sentences = inEach(
    'ثلثا من أجابوا يشعرون بالأمان.',
    'دوو لەسەر سێ هەست بە سەلامەتی دەکەن.',
    'Two in three feel safe.',
  )
  return [
    {
      ...{ id: 's1', round: 'safety-pulse-3', number: 1, place: 'basra', sharedAt: Date.UTC(2019, 10, 20) },
      body: {
        snapshot: 1,
        programs: [program.hash],
        titles: inEach('ماذا قالت البصرة', 'بەسرە چی وت', 'What Basra said'),
        intros: inEach('هذا ما قلتموه لنا.', 'ئەمە ئەوەیە کە پێتان وتین.', 'This is what you told us.'),
        items: (findings ?? []).slice(1, 4).map((finding) => ({ finding, proposed: sentences, sentences })),
        editedBy: 'amal',
      },
    },
  ]
}

/** One of each kind of page, and of each state that looks different. */
const PAGES = [
  '/',
  '/p/iraq',
  '/p/iraq/safety-pulse',
  '/p/iraq/safety-pulse?round=4',
  '/p/iraq/safety-pulse/place/basra',
  '/p/iraq/safety-pulse/place/basra?round=4',
  '/p/iraq/safety-pulse/question/safe_now',
  '/p/iraq/safety-pulse/question/worries?place=basra',
  '/p/iraq/safety-pulse/question/safe_now?by=age_band',
  '/p/iraq/safety-pulse/shared',
  '/p/iraq/safety-pulse/shared/3-1',
  '/p/iraq/safety-pulse/method',
  '/p/iraq/nothing',
]

describeWithChromium('the site in a browser', (executablePath) => {
  let server: ReturnType<typeof serve> | undefined
  let browser: Browser | undefined
  let page: Page
  let root = ''
  beforeAll(async () => {
    const { routes } = madeSite({ program, rounds, shared: shared() ?? [] })
    const port = await new Promise<number>((resolve) => {
      server = serve({ fetch: routes.fetch, hostname: '127.0.0.1', port: 0 }, (info) => resolve(info.port))
    })
    root = `http://127.0.0.1:${port}`
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
    page = await browser.newPage({ viewport: PHONE })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  const open = async (path: string, language: string) => {
    await page.goto(`${root}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
  }

  it.each(['ar', 'ckb', 'en'])(
    'is free of barriers that axe knows, on a phone and a desk, light and dark, in %s',
    async (language) => {
      for (const path of PAGES) {
        await page.setViewportSize(PHONE)
        await page.emulateMedia({ colorScheme: 'light' })
        await open(path, language)
        expect(await accessibilityFaults(page), `${path} phone`).toEqual([])
        expect(await isWide(page), `${path} phone`).toBe(false)
        await page.setViewportSize(DESKTOP)
        expect(await layoutFaults(page), `${path} desk`).toEqual([])
        if (language !== 'ar') continue
        // Colours are the same in every language.
        await page.emulateMedia({ colorScheme: 'dark' })
        expect(await colourFaults(page), `${path} dark`).toEqual([])
      }
    },
    180_000,
  )

  it('fits the smallest phone', async () => {
    await page.setViewportSize(SMALL_PHONE)
    for (const language of ['ar', 'en'])
      for (const path of PAGES) {
        await open(path, language)
        expect(await isWide(page), `${path} ${language}`).toBe(false)
      }
  }, 60_000)

  it('gives a finger room: whatever can be pressed is 44 pixels high, but for links within a text', async () => {
    await page.setViewportSize(PHONE)
    for (const path of PAGES) {
      await open(path, 'ar')
      expect(await smallTargets(page), path).toEqual([])
    }
  })

  it('is walked through by the keyboard from the link that skips to the content', async () => {
    await open('/p/iraq/safety-pulse', 'en')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.querySelector("main").contains(document.activeElement)')).toBe(true)
  })

  it('keeps the map’s west on the left where the language is read from the right', async () => {
    await open('/p/iraq/safety-pulse', 'ar')
    const left = async (code: string) =>
      (await page.locator(`a.tile[href*="/place/${code}?"]`).first().boundingBox())?.x ?? 0
    expect(await left('salahaddin')).toBeLessThan(await left('basra'))
    await open('/p/iraq/safety-pulse', 'en')
    expect(await left('salahaddin')).toBeLessThan(await left('basra'))
  })

  it('prints its charts and tiles in their colours, and nothing that only a screen needs', async () => {
    await open('/p/iraq/safety-pulse', 'ar')
    await page.emulateMedia({ media: 'print', colorScheme: 'light' })
    for (const gone of ['.menu', '.rounds', '.downloads'])
      expect(await page.locator(gone).first().isVisible(), gone).toBe(false)
    expect(await page.locator('.chart').first().isVisible()).toBe(true)
    const adjust = 'getComputedStyle(document.querySelector(".tile")).printColorAdjust'
    expect(await page.evaluate(adjust)).toBe('exact')
    await page.emulateMedia({ media: 'screen' })
  })
})

const isWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth')

const focused = (page: Page) => page.evaluate('document.activeElement.textContent.trim()')

const smallTargets = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('a, summary')].flatMap((one) => {
    const { height } = one.getBoundingClientRect()
    const inText = one.closest('h2, h3, h4, p:not(.links), .withheld li') !== null
    return height > 0 && height < 44 && !inText && !one.classList.contains('skip') ? [one.textContent] : []
  })`)
