import { expect, test } from 'vitest'
import { openDoor, visitor } from './door.ts'

test('after stop the page says so, and one button goes on where the person was', async () => {
  const { app } = openDoor()
  const person = visitor(app)
  await person.does({ do: 'start' })
  await person.answers({ press: 'yes' })
  const stopped = await person.does({ word: 'stop' })
  expect(stopped).toContain('Go on')
  expect(stopped).not.toContain('name="press"')
  expect(await person.does({ do: 'start' })).toContain('18 years')
})

test('forget me asks first; then nothing is left, here or in the browser', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  await person.does({ do: 'start' })
  const asked = await person.does({ word: 'forget' })
  const forget = /name="press" value="(~?[a-z]*)"/.exec(asked)?.[1] ?? ''
  expect(await person.answers({ press: forget })).toContain('class="bubble"')
  expect(intake.people.size).toBe(0)
  expect(person.cookie()).toBeUndefined()
})

test('help repeats the question that stands, and another language turns the page around', async () => {
  const { app } = openDoor()
  const person = visitor(app)
  await person.does({ do: 'start' })
  expect(await person.does({ word: 'help' })).toContain('name="press" value="yes"')
  await person.does({ word: 'language' })
  expect(await person.answers({ press: 'ckb' })).toContain('<html lang="ckb" dir="rtl">')
})

test('a person whose browser names none of the languages is asked, and can press one', async () => {
  const { app } = openDoor()
  const person = visitor(app, 'fr')
  const page = await person.does({ do: 'start' })
  expect(page).toContain('value="ckb"')
  expect(await person.answers({ press: 'en' })).toContain('Do you agree to take part?')
})

test('a stale button is explained without JavaScript too', async () => {
  const { app, intake } = openDoor()
  const person = visitor(app)
  const page = await person.does({ do: 'start' })
  const tag = /name="tag" value="([^"]*)"/.exec(page)?.[1] ?? ''
  await person.answers({ press: 'yes' })
  await person.answers({ press: 'yes' })
  const before = intake.answers.length
  const explained = await person.does({ tag, ask: '1', press: 'no' })
  expect(/role="status">[^<]+/.test(explained)).toBe(true)
  expect(intake.answers.length).toBe(before)
})
