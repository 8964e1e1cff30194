import { expect, test } from 'vitest'
import { newId, openDoor, questionOf, throughTo, visitor } from './door.ts'

test('opening the page makes no contact and sets no cookie, so crawlers leave nothing behind', async () => {
  const { app, intake } = openDoor()
  const response = await visitor(app).get()
  expect(response.status).toBe(200)
  expect(response.headers.get('set-cookie')).toBeNull()
  expect(intake.taken).toEqual([])
  const page = await response.text()
  expect(page).toContain('<html lang="en" dir="ltr">')
  expect(page).toContain('Safety pulse')
  expect(page).toContain('?lang=ckb')
})

test('a person without JavaScript goes from Start to a typed and a pressed answer', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  expect(await person.does({ do: 'start' })).toContain('Do you agree to take part?')
  expect(await person.answers({ press: 'yes' })).toContain('18 years')
  expect(await person.answers({ press: 'yes' })).toContain('Basra')
  expect(intake.answers.map(({ question }) => question)).toEqual(['adult'])
  const [start] = intake.taken
  expect(start).toMatchObject({
    channel: 'webchat',
    account: 'web',
    language: 'en',
    body: { kind: 'start', payload: 'iraq/safety-pulse' },
  })
  expect(person.cookie()).toContain(start?.address ?? 'none')
})

test('a reload resumes at the standing question', async () => {
  const { app } = openDoor()
  const person = visitor(app)
  const before = await person.does({ do: 'start' })
  const after = await (await person.get()).text()
  expect(questionOf(after)).toEqual(questionOf(before))
})

test('a form sent twice counts once, and another button of the same page is told apart', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  const page = await person.does({ do: 'start' })
  const form = { ...questionOf(page), id: newId() }
  await Promise.all([person.post({ ...form, press: 'yes' }), person.post({ ...form, press: 'yes' })])
  expect(intake.taken.map(({ body }) => body.kind)).toEqual(['start', 'press'])
  await person.post({ ...form, press: 'no' })
  expect(intake.taken).toHaveLength(3)
})

test('a double tap on Start makes one conversation', async () => {
  const { app, intake } = openDoor()
  const id = newId()
  await visitor(app).post({ id, do: 'start' })
  await visitor(app).post({ id, do: 'start' })
  expect(intake.people.size).toBe(1)
})

test('a refused answer stays in its field', async () => {
  const { app } = openDoor()
  const person = visitor(app)
  await throughTo(person, 'number')
  const page = await person.answers({ do: 'reply', text: 'very <many>' })
  expect(page).toContain('value="very &lt;many&gt;"')
})

test('saying no is answered with the goodbye, and the cookie goes', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  await person.does({ do: 'start' })
  const page = await person.answers({ press: 'no' })
  expect(page).toContain('class="bubble"')
  expect(person.cookie()).toBeUndefined()
  expect(intake.people.size).toBe(0)
  expect(await (await person.get()).text()).toContain('value="start"')
})

test('a page whose conversation was forgotten elsewhere makes no new contact', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  const page = await person.does({ do: 'start' })
  const other = visitor(app)
  expect(await other.does({ ...questionOf(page), press: 'yes' })).toContain('no conversation of yours')
  expect(intake.people.size).toBe(1)
})

test('the script is answered with parts of the page', async () => {
  const { app } = openDoor()
  const person = visitor(app)
  const page = await person.does({ do: 'start' })
  const response = await person.post({ ...questionOf(page), press: 'yes' }, { 'x-chat': '1' })
  const answer = (await response.json()) as Record<string, string>
  expect(answer.bubbles).toContain('18 years')
  expect(answer.form).toContain('name="press" value="yes"')
  expect(answer).toMatchObject({ language: 'en', direction: 'ltr', notice: '' })
})

test('a picture stands in its bubble with words for who cannot see it, and is served by its name alone', async () => {
  const picture = { file: 'ab12', type: 'image/png', description: 'Six of ten people' } as const
  const message = { text: 'As you see.', language: 'en', direction: 'ltr', picture } as const
  const bytes = Buffer.from('89504e470d0a1a0a', 'hex')
  const { app } = openDoor({
    current: async () => ({ messages: [message], open: false }),
    picture: async (file) => {
      if (file !== picture.file) throw new Error('no such picture')
      return bytes
    },
  })
  const page = await (await visitor(app, 'en', 'hearback=0123456789012345678901').get()).text()
  expect(page).toContain('<img src="/chat/pictures/ab12" alt="Six of ten people"')
  const served = await app.request('/chat/pictures/ab12')
  expect([served.status, served.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true)
  expect((await app.request('/chat/pictures/..%2Fkey')).status).toBe(404)
  expect((await app.request('/chat/pictures/cd')).status).toBe(404)
})
