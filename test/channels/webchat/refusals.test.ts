import { expect, test } from 'vitest'
import { script, stylesheet } from '../../../src/channels/webchat/assets.ts'
import { newId, openDoor, PATH, questionOf, throughTo, visitor } from './door.ts'

test('an unknown flow is a 404 in the words of the visitor', async () => {
  const { app } = openDoor()
  const response = await app.request('/chat/iraq/nothing', { headers: { 'accept-language': 'ckb' } })
  expect(response.status).toBe(404)
  expect(await response.text()).toContain('<html lang="ckb" dir="rtl">')
})

test('when the store is down nothing is lost: the page keeps what was typed, and the same form counts once', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  await throughTo(person, 'number')
  const form = { ...questionOf(await (await person.get()).text()), id: newId(), do: 'reply', text: '٦' }
  intake.down = true
  const response = await person.post(form)
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  const page = await response.text()
  expect(page).toContain('>٦</textarea>')
  expect(page).toContain(`name="id" value="${form.id}"`)
  intake.down = false
  await person.post(form)
  await person.post(form)
  expect(intake.answers.filter(({ question }) => question === 'household')).toEqual([
    expect.objectContaining({ value: 6 }),
  ])
})

test('a form from another site is refused before anything is stored', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  const refused = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example' },
  ]
  for (const headers of refused) expect((await person.post({ do: 'start' }, headers)).status).toBe(403)
  expect(intake.taken).toEqual([])
  // What browsers send from our own page, which tells no referrer.
  expect(
    (await person.post({ do: 'start' }, { 'sec-fetch-site': 'same-origin', origin: 'null' })).status,
  ).toBe(303)
})

test('what is not one of our forms is refused with a page that says what to do', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  const bad = [{ id: 'short', do: 'start' }, { do: 'dance' }, { press: 'yes' }, { word: 'toString' }, {}]
  for (const fields of bad) expect((await person.post(fields)).status).toBe(400)
  expect((await person.post({ do: 'start' }, { 'content-type': 'text/plain' })).status).toBe(415)
  const response = await person.post({ press: 'yes', tag: 'x'.repeat(40), ask: '1' })
  expect(await response.text()).toContain('Back to the conversation')
  expect(intake.taken).toEqual([])
})

test('more than a mebibyte is refused', async () => {
  const { app } = openDoor()
  const response = await visitor(app).post({ do: 'reply', text: 'x'.repeat(1024 * 1024) })
  expect(response.status).toBe(413)
})

test('too many turns are held, politely, with what was typed', async () => {
  const now = 1_000_000
  const { app } = openDoor({ clock: () => now })
  const person = visitor(app)
  await person.does({ do: 'start' })
  let response = await person.post({ word: 'again' })
  for (let turn = 0; turn < 50 && response.status !== 429; turn++)
    response = await person.post({ word: 'help' })
  expect(response.status).toBe(429)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await response.text()).toContain('name="word" value="help"')
})

test('one client cannot fill the store with conversations, and a forged address does not help', async () => {
  const now = 1_000_000
  const { app, intake } = openDoor({ clock: () => now })
  let last = 0
  for (let turn = 0; turn < 80; turn++) {
    const forged = { 'x-forwarded-for': `10.0.0.${turn}` }
    last = (await visitor(app).post({ do: 'start' }, forged)).status
  }
  expect(last).toBe(429)
  expect(intake.people.size).toBe(60)
})

test('pages are private: not kept, not indexed, no referrer, nothing inline, nothing from elsewhere', async () => {
  const { app } = openDoor({ secure: true })
  const person = visitor(app)
  const response = await person.post({ do: 'start' })
  expect(response.headers.get('set-cookie')).toMatch(
    /^__Host-hearback=[\w-]{22}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
  const page = await person.get()
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(page.headers.get('x-robots-tag')).toContain('noindex')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
  const html = await page.text()
  expect(html).not.toMatch(/ on\w+=| style=|<style|<script(?! src=)/)
})

test('page, script and style together stay under 30 kB', async () => {
  const { app } = openDoor()
  const person = visitor(app, 'ar')
  await person.does({ do: 'start' })
  const page = await (await person.get()).text()
  let bytes = Buffer.byteLength(page)
  for (const { path } of [script, stylesheet]) {
    const response = await app.request(path)
    expect(response.headers.get('cache-control')).toContain('immutable')
    bytes += (await response.arrayBuffer()).byteLength
  }
  expect(bytes).toBeLessThan(30_000)
  expect(page).toContain(script.path)
})

test('an event stream tells of messages from elsewhere, beats, and ends when the server stops', async () => {
  const { app, channel, intake } = openDoor({ heartbeat: 5 })
  const person = visitor(app)
  await person.does({ do: 'start' })
  const [address = ''] = intake.people.keys()
  const response = await person.get(`${PATH}/events`)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const stop = new AbortController()
  const running = channel.run?.(intake, stop.signal)
  const message = { text: 'The results are <in>', language: 'en', direction: 'ltr' } as const
  const decoder = new TextDecoder()
  let heard = ''
  const wanted = (text: string) => text.includes('The results are') && text.includes('\n:\n')
  for await (const chunk of response.body ?? []) {
    if (heard === '') await channel.send(address, message, stop.signal, '')
    heard += decoder.decode(chunk as Uint8Array, { stream: true })
    if (wanted(heard)) stop.abort()
  }
  await running
  expect(heard).toContain('&lt;in&gt;')
  expect(intake.taken).toHaveLength(1)
})

test('without a cookie there is nothing to listen to, and the browser is told not to come back', async () => {
  const { app } = openDoor()
  expect((await visitor(app).get(`${PATH}/events`)).status).toBe(204)
})
