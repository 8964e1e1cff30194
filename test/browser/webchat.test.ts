/** The chat in a real browser, as wide as a phone: what people would lose if script, style and server disagreed. */
import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Kind, onTo, openDoor, PATH, visitor } from '../channels/webchat/door.ts'
import { accessibilityFaults } from '../support/axe.ts'
import { describeWithChromium } from '../support/chromium.ts'

const PHONE = { viewport: { width: 390, height: 780 }, reducedMotion: 'reduce' } as const

describeWithChromium('the web chat in a browser', (executablePath) => {
  let browser: Browser
  let server: ServerType
  let door: ReturnType<typeof openDoor>
  let base = ''
  /** By their options. A new tab is a new process, which takes longer than most of the tests. */
  const tabs = new Map<string, Page>()
  const closing: (() => Promise<void>)[] = []

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    door = openDoor()
    await new Promise<void>((resolve) => {
      server = serve({ fetch: door.app.fetch, port: 0, hostname: '127.0.0.1' }, resolve as () => void)
    })
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(async ({ task }) => {
    for (const close of closing.splice(0)) await close()
    if (task.result?.state !== 'fail') return
    // Nobody knows how it left its tab.
    for (const page of tabs.values()) await page.context().close()
    tabs.clear()
  })
  afterAll(async () => {
    await browser.close()
    server.close()
  })

  /** A tab and a cookie jar of one's own, for what would be felt in the tests after. */
  async function newTab(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ ...PHONE, ...options })
    closing.push(() => context.close())
    return context.newPage()
  }
  /** The tab of these options, as a stranger's. */
  async function tabOf(options: BrowserContextOptions): Promise<Page> {
    const key = JSON.stringify(options)
    const known = tabs.get(key)
    const page = known ?? (await (await browser.newContext({ ...PHONE, ...options })).newPage())
    tabs.set(key, page)
    await page.context().clearCookies()
    await page.unrouteAll()
    return page
  }
  async function open(options: BrowserContextOptions): Promise<Page> {
    const page = await tabOf(options)
    await page.goto(base + PATH)
    return page
  }
  async function begin(options: BrowserContextOptions): Promise<Page> {
    return start(await open(options))
  }
  async function start(page: Page): Promise<Page> {
    await page.click('button[value=start]')
    await page.waitForSelector('#log')
    return page
  }
  const ask = (page: Page) => page.locator('#answer [name=ask]').getAttribute('value')
  /** Does something and waits for the next question. */
  async function answer(page: Page, act: () => Promise<void>): Promise<void> {
    const before = await ask(page)
    await act()
    await expect.poll(() => ask(page).catch(() => before), { interval: 20, timeout: 8_000 }).not.toBe(before)
  }
  const press = (page: Page, option: string) =>
    answer(page, () => page.click(`#answer button[value="${option}"]`))
  /** The person of this page answers on elsewhere, to a question of this kind, and comes back to the page. */
  async function answerOn(page: Page, kind: Kind): Promise<void> {
    const [cookie] = await page.context().cookies()
    await onTo(visitor(door.app, 'en', `${cookie?.name}=${cookie?.value}`), kind)
    await page.goto(base + PATH)
  }
  /** Nothing is cut off sideways, and everything that is pressed is large enough for a thumb. */
  const tooSmall = (page: Page) =>
    page.evaluate(() => {
      // biome-ignore lint/suspicious/noExplicitAny: the tests are compiled without the browser's types
      const { document } = globalThis as any
      const root = document.documentElement
      const found: string[] = root.scrollWidth > root.clientWidth ? ['the page scrolls sideways'] : []
      for (const one of document.querySelectorAll('button, a, summary, .tick, input:not([type])')) {
        const { height, width } = one.getBoundingClientRect()
        if (width > 0 && (height < 44 || width < 44)) found.push(one.outerHTML)
      }
      return found
    })

  for (const locale of ['ar', 'en']) {
    for (const javaScriptEnabled of [true, false]) {
      test(`${locale}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript: a person gets through every kind of question`, async () => {
        const page = await begin({ locale, javaScriptEnabled })
        expect(await page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr')
        await press(page, 'yes')
        // By its key too: what was just drawn lets no second tap through for a moment.
        for (const button of ['button[value=yes]', 'button.option >> nth=0'])
          await answer(page, () => page.press(`#answer ${button}`, 'Enter'))
        await page.reload()
        expect(await page.locator('.bubble').count()).toBe(1)

        await answerOn(page, 'several')
        await page.check('.tick input >> nth=1')
        await answer(page, () => page.click('#answer button[value=choices]'))

        await answerOn(page, 'number')
        await page.fill('#text', '٩٩')
        await page.click('button[value=reply]')
        await page.getByText(locale === 'ar' ? '٦٠' : '60').waitFor()
        expect(await page.inputValue('#text')).toBe('٩٩')
        await page.fill('#text', '٦')
        await answer(page, () => page.click('button[value=reply]'))
        const household = door.intake.answers.filter(({ question }) => question === 'household')
        expect(household.at(-1)?.value).toBe(6)
      })
    }

    const colorScheme = locale === 'ar' ? 'light' : 'dark'
    test(`${locale}, ${colorScheme}: no page has an accessibility fault`, async () => {
      const page = await newTab({ locale, colorScheme })
      const faults = async () => [...(await accessibilityFaults(page)), ...(await tooSmall(page))]
      await page.goto(base + PATH)
      expect(await faults()).toEqual([])
      await start(page)
      expect(await faults()).toEqual([])
      for (const kind of ['several', 'words', 'number'] as const) {
        await answerOn(page, kind)
        expect(await faults(), kind).toEqual([])
      }
    })
  }

  test('without a link an answer waits in sight, and goes out once when the link is back', async () => {
    const page = await begin({ locale: 'en' })
    const taken = door.intake.taken.length
    await page.context().setOffline(true)
    await page.click('#answer button[value=yes]')
    await page.getByText('No connection.').waitFor()
    expect(await page.locator('.mine.unsent').textContent()).toContain('Yes')
    expect(door.intake.taken.length).toBe(taken)
    await page.context().setOffline(false)
    await page.getByText('18 years').waitFor()
    expect(await page.locator('.unsent').count()).toBe(0)
    expect(door.intake.taken.length).toBe(taken + 1)
  })

  test('an answer whose receipt was lost on the way is sent again and counts once', async () => {
    const page = await newTab({ locale: 'en' })
    await page.clock.install()
    await page.goto(base + PATH)
    await start(page)
    const taken = door.intake.taken.length
    let lost = 0
    await page.route(`**${PATH}`, async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost += 1
      await route.fetch()
      await route.abort('connectionreset')
    })
    await answer(page, async () => {
      await page.click('#answer button[value=yes]')
      await page.getByText('No connection.').waitFor()
      // Its first pause.
      await page.clock.fastForward(2000)
    })
    expect(lost).toBe(1)
    expect(await page.locator('.bubble', { hasText: '18 years' }).count()).toBe(1)
    expect(door.intake.taken.length).toBe(taken + 1)
  })

  test('a reload while an answer waits for the link does not lose it', async () => {
    const page = await begin({ locale: 'en' })
    await page.route(`**${PATH}`, (route) =>
      route.request().method() === 'POST' ? route.abort('internetdisconnected') : route.continue(),
    )
    await page.click('#answer button[value=yes]')
    await page.getByText('No connection.').waitFor()
    await page.unroute(`**${PATH}`)
    await page.reload()
    await page.getByText('18 years').waitFor()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })

  test('a store that is down is told, and the answer goes out when it is back', async () => {
    const page = await begin({ locale: 'en' })
    door.intake.down = true
    await page.click('#answer button[value=yes]')
    await page.getByText('We cannot save answers at this moment').waitFor()
    door.intake.down = false
    await page.click('#status button')
    await page.getByText('18 years').waitFor()
  })

  test('a double click answers one question, not the next one too', async () => {
    const page = await begin({ locale: 'en' })
    const taken = door.intake.taken.length
    await page.dblclick('#answer button[value=yes]')
    await page.getByText('18 years').waitFor()
    expect(door.intake.taken.length).toBe(taken + 1)
  })

  test('an option that excludes the others takes their ticks, and no more can be ticked than allowed', async () => {
    const page = await begin({ locale: 'en' })
    await answerOn(page, 'several')
    const box = (id: string) => page.locator(`[value=${id}]`)
    for (const id of ['forces', 'fewer_attacks', 'jobs']) await box(id).check()
    expect(await box('law').isDisabled()).toBe(true)
    await box('dont_know').check()
    expect(await box('forces').isChecked()).toBe(false)
    expect(await box('law').isDisabled()).toBe(false)
  })

  test('what arrives unprompted, or from another tab, appears once', async () => {
    const page = await begin({ locale: 'en' })
    const other = await page.context().newPage()
    closing.push(() => other.close())
    await other.goto(base + PATH)
    const [address = ''] = [...door.intake.people.keys()].slice(-1)
    const signal = new AbortController().signal
    await press(other, 'yes')
    const [question] = (await door.intake.current(address))?.messages ?? []
    if (question === undefined) throw new Error('nothing was asked')
    const results = { text: 'The results are in.', language: 'en', direction: 'ltr' } as const
    for (const message of [question, results, results]) await door.channel.send(address, message, signal, '')
    for (const tab of [page, other]) {
      await tab.getByText('The results are in.').waitFor()
      await tab.getByText('18 years').waitFor()
      expect(await tab.locator('.bubble', { hasText: '18 years' }).count()).toBe(1)
      expect(await tab.locator('.bubble', { hasText: 'The results' }).count()).toBe(1)
    }
    expect(await ask(page)).toBe(await ask(other))
  })

  test('saying no leaves only the goodbye on the screen, and no cookie', async () => {
    const page = await begin({ locale: 'en' })
    await page.click('#answer button[value=no]')
    await page.getByText('This conversation has ended.').waitFor()
    expect(await page.locator('.bubble').count()).toBe(1)
    expect(await page.context().cookies()).toEqual([])
  })

  test('a paused round says that it rests, every time somebody tries, and lets them in once it goes on', async () => {
    const page = await open({ locale: 'ar' })
    door.intake.resting = true
    try {
      for (let tries = 0; tries < 2; tries += 1) {
        await page.locator('#status').evaluate((status) => status.replaceChildren())
        await page.click('button[value=start]')
        await page.getByText('هذه الأسئلة متوقفة مؤقتاً').waitFor()
      }
      expect(await page.locator('#log').count()).toBe(0)
      expect(await accessibilityFaults(page)).toEqual([])
    } finally {
      door.intake.resting = false
    }
    await start(page)
  })

  test('the language changes in place, and leaving quickly leaves no way back', async () => {
    const page = await newTab({ locale: 'en' })
    await page.goto(base + PATH)
    await start(page)
    await page.click('summary')
    await answer(page, () => page.click('button[value=language]'))
    await page.click('#answer button[value=ar]')
    await page.waitForSelector('html[dir=rtl]')
    expect(await page.locator('summary').textContent()).toBe('القائمة')
    await page.route('https://www.wikipedia.org/', (route) => route.fulfill({ body: 'neutral' }))
    await page.click('.leave')
    await page.waitForURL('https://www.wikipedia.org/')
    await page.goBack().catch(() => undefined)
    expect(page.url()).toBe('about:blank')
  })
})
