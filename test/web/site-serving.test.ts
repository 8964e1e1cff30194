import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { site } from '../../src/web/site/site.tsx'
import { madeSite, portsOf } from '../fixtures/made-site.ts'
import { madeRound } from '../fixtures/published-rounds.ts'
import { pulse } from '../fixtures/pulse.ts'

const rounds = [madeRound(pulse, { number: 1, people: 200 })]
const { routes } = madeSite({ program: pulse, rounds, origin: 'https://survey.example' })
const get = async (path: string, headers: Record<string, string> = {}) =>
  await routes.request(path, { headers })

describe('a page', () => {
  it('speaks the language of the address, else the browser’s, else the programme’s first', async () => {
    const html = async (path: string, headers = {}) => await (await get(path, headers)).text()
    expect(await html('/p/iraq/pulse?lang=ckb')).toContain('<html lang="ckb" dir="rtl">')
    const browser = { 'Accept-Language': 'de, en-GB;q=0.8, ar;q=0.3' }
    expect(await html('/p/iraq/pulse', browser)).toContain('<html lang="en" dir="ltr">')
    expect(await html('/p/iraq/pulse')).toContain('<html lang="ar" dir="rtl">')
    expect(await html('/p/iraq/pulse?lang=xx')).toContain('<html lang="ar" dir="rtl">')
  })

  it('can be had in the languages of its survey, also where the site has no words in one of them', async () => {
    const program = { ...pulse, languages: ['fr', 'en'] as const }
    const { routes: own } = madeSite({ program, rounds })
    const html = await (await own.request('/p/iraq/pulse')).text()
    expect(html).toContain('<html lang="fr" dir="ltr">')
    expect(html).toMatch(/hreflang="fr"[^>]*>français</)
    expect(html).not.toContain('العربية')
  })

  it('names its address in each language, and what a messenger shows of it', async () => {
    const html = await (await get('/p/iraq/pulse/question/safe_now?utm_source=x&lang=en')).text()
    const address = 'https://survey.example/p/iraq/pulse/question/safe_now'
    expect(html).toContain(`<link rel="canonical" href="${address}?lang=en"/>`)
    expect(html).toContain(`hreflang="ar" href="${address}?lang=ar"`)
    expect(html).toContain(`hreflang="x-default" href="${address}"`)
    expect(html).toContain('<meta property="og:title" content="How safe are you?"/>')
    expect(html).toContain('content="https://survey.example/p/iraq/pulse/picture/1/safe_now.png?lang=en"')
    expect(html).not.toContain('utm_source')
    const [, description = ''] = /name="description" content="([^"]*)"/.exec(html) ?? []
    expect(description).toMatch(/people who answered/)
    expect(description).not.toMatch(/[\u2066-\u2069]/)
  })

  it('is taken for the same page whatever else its address says', async () => {
    let drawn = 0
    const ports = portsOf({ program: pulse, rounds })
    const counting = site({
      ...ports,
      published: {
        ...ports.published,
        round: (edition) => {
          drawn += 1
          return ports.published.round(edition)
        },
      },
    }).routes
    for (const query of ['lang=en', 'lang=en&x=1', 'y=2&lang=en', 'lang=en&round=']) {
      expect((await counting.request(`/p/iraq/pulse?${query}`)).status).toBe(200)
    }
    expect(drawn).toBe(1)
    await counting.request('/p/iraq/pulse?lang=ar')
    expect(drawn).toBe(2)
  })

  it('is drawn anew when what it tells has changed', async () => {
    const before = portsOf({ program: pulse, rounds })
    const after = portsOf({ program: pulse, rounds: [madeRound(pulse, { number: 1, people: 300 })] })
    let ports = before
    const changing = site({
      ...before,
      published: {
        edition: async (programme, flow) => ({
          ...(await ports.published.edition(programme, flow)),
          stamp: ports === before ? 'one' : 'two',
        }),
        round: (edition) => ports.published.round(edition),
      },
    }).routes
    const people = async () =>
      /class="lead"><b>(\d+)/.exec(await (await changing.request('/p/iraq/pulse?lang=en')).text())?.[1]
    expect(await people()).toBe('200')
    ports = after
    expect(await people()).toBe('300')
  })

  it('is not sent again to who has it', async () => {
    const first = await get('/p/iraq/pulse?lang=en')
    const tag = first.headers.get('etag') ?? ''
    expect(first.headers.get('cache-control')).toBe('public, max-age=60')
    const again = await get('/p/iraq/pulse?lang=en', { 'If-None-Match': tag })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect((await get('/p/iraq/pulse?lang=ar', { 'If-None-Match': tag })).status).toBe(200)
  })

  it('comes compressed to who can read it so', async () => {
    const plain = await (await get('/p/iraq/pulse?lang=ar')).text()
    const packed = await get('/p/iraq/pulse?lang=ar', { 'Accept-Encoding': 'br, gzip' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    const bytes = Buffer.from(await packed.arrayBuffer())
    expect(bytes.length).toBeLessThan(plain.length / 3)
    expect(gunzipSync(bytes).toString()).toBe(plain)
  })

  it('runs no script, sets no cookie and lets nothing in from elsewhere', async () => {
    for (const path of ['/', '/p/iraq/pulse', '/p/iraq/nothing']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'")
      expect(headers.get('content-security-policy'), path).not.toContain('script')
      expect(headers.get('set-cookie'), path).toBeNull()
      expect(headers.get('referrer-policy'), path).toBe('no-referrer')
      expect(headers.get('vary'), path).toContain('Accept-Language')
    }
  })

  it('names the host that it was asked under where the server was given no address, and keeps hosts apart', async () => {
    const { routes: own } = madeSite({ program: pulse, rounds })
    const canonical = async (host: string) =>
      /rel="canonical" href="([^"]*)"/.exec(await (await own.request(`http://${host}/p/iraq`)).text())?.[1]
    expect(await canonical('one.example')).toBe('http://one.example/p/iraq?lang=ar')
    expect(await canonical('two.example:8080')).toBe('http://two.example:8080/p/iraq?lang=ar')
  })

  it.each([
    '/p/iraq/nothing',
    '/p/none/pulse',
    '/p/none',
    '/p/iraq/pulse?round=9',
    '/p/iraq/pulse?round=x',
    '/p/iraq/pulse?round=0',
    '/p/iraq/pulse/place/atlantis',
    '/p/iraq/pulse/question/nothing',
    '/p/iraq/pulse/question/notice',
    '/p/iraq/pulse/question/__proto__',
    '/p/iraq/pulse/shared/1-1',
    '/p/a/b/c',
  ])('answers 404 with a page and a way on: %s', async (path) => {
    const response = await get(path, { 'Accept-Language': 'en' })
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('href="/?lang=en"')
  })
})

describe('the stylesheet', () => {
  const sheet = async () => {
    const html = await (await get('/')).text()
    return await get(/href="(\/assets\/site\.[^"]+\.css)"/.exec(html)?.[1] ?? '')
  }

  it('is kept for good by browsers, under a name that changes with it', async () => {
    expect((await sheet()).headers.get('cache-control')).toContain('immutable')
  })

  it('has a colour for every part of a chart that pages leave to it', async () => {
    const css = await (await sheet()).text()
    const used = new Set<string>()
    for (const path of ['', '/question/safe_now', '/place/basra']) {
      const html = await (await get(`/p/iraq/pulse${path}?lang=en`)).text()
      for (const [, name = ''] of html.matchAll(/class="(c-[a-z0-9-]+)"/g)) used.add(name)
    }
    expect(used.size).toBeGreaterThan(2)
    for (const name of used) expect(css).toContain(`.${name} {`)
  })
})

describe('a picture', () => {
  it.each([
    ['/p/iraq/pulse/picture/1.png', 1200, 630],
    ['/p/iraq/pulse/picture/1/safe_now.png?place=basra', 1200, 630],
    ['/p/iraq/pulse/chart/1/worries.png', 1080, undefined],
  ])('is drawn of what a page shows: %s', async (path, width, height) => {
    const response = await get(path, { 'Accept-Language': 'ar' })
    expect(response.headers.get('content-type')).toBe('image/png')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(bytes.readUInt32BE(16)).toBe(width)
    if (height !== undefined) expect(bytes.readUInt32BE(20)).toBe(height)
    expect(bytes.length).toBeLessThan(100_000)
    const tag = response.headers.get('etag') ?? ''
    expect((await get(path, { 'Accept-Language': 'ar', 'If-None-Match': tag })).status).toBe(304)
  })

  it.each([
    '/p/iraq/pulse/picture/9.png',
    '/p/iraq/pulse/picture/1/wish.png',
    '/p/iraq/pulse/picture/1/nothing.png',
    '/p/iraq/pulse/chart/1/safe_now.png?place=atlantis',
    '/p/iraq/pulse/chart/1/safe_now.png?sex=female&why=jobs',
    '/p/iraq/pulse/shared/1-1.png',
  ])('is not drawn of what may not be told: %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })
})
