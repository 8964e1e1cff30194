import { expect, test } from 'vitest'
import type { Body } from '../../src/engine/event.ts'
import { idle } from '../../src/engine/idle.ts'
import { IDLE_TAG } from '../../src/engine/idle-tag.ts'
import { common } from '../fixtures/common.ts'

const languages = ['ar', 'ckb', 'en']
const met = (body: Body, contact: { language?: string; platformLanguage?: string; stopped?: boolean } = {}) =>
  idle(common, languages, { stopped: false, language: 'en', ...contact }, { at: 0, body })
const kinds = (body: Body, contact = {}) => met(body, contact).map(({ kind }) => kind)
const text = (words: string): Body => ({ kind: 'text', text: words })
const press = (option: string): Body => ({ kind: 'press', tag: IDLE_TAG, ask: 0, option })

test('forget me asks before it erases, by button or in words, in any language', () => {
  const [asked] = met(text('forget me'))
  if (asked?.kind !== 'send') throw new Error('nothing was asked')
  expect(asked.message.ask?.options.map(({ id }) => id)).toEqual(['~forget', '~keep'])
  expect(kinds(press('~keep'))).toEqual(['send'])
  expect(kinds(press('~forget'))).toEqual(['send', 'forget'])
  for (const [language, words] of [
    ['en', 'Yes, delete everything'],
    ['ar', 'نعم احذفوا كل شيء'],
    ['ckb', 'بەڵێ، هەمووی بسڕنەوە'],
  ] as const) {
    expect(kinds(text(words), { language })).toEqual(['send', 'forget'])
  }
  expect(kinds(text('yes'))).toEqual(['send'])
})

test('after stop there is silence, but for start, forget me, help and language', () => {
  const stopped = { stopped: true }
  const quiet: Body[] = [
    text('hello'),
    text('back'),
    text('stop'),
    { kind: 'media', media: 'voice' },
    press('~keep'),
  ]
  for (const body of quiet) expect(kinds(body, stopped)).not.toContain('send')
  expect(kinds(text('start'), stopped)).toEqual(['resume', 'send'])
  expect(kinds(text('help'), stopped)).toEqual(['send'])
  expect(kinds(text('forget me'), stopped)).toEqual(['send'])
  expect(kinds(text('عربي'), stopped)).toEqual(['language', 'send'])
})

test('somebody new is answered in the language of their phone, and may choose another', () => {
  const [hello] = idle(
    common,
    languages,
    { stopped: false, platformLanguage: 'ku' },
    { at: 0, body: text('?!') },
  )
  expect(hello?.kind === 'send' && hello.message).toMatchObject({ language: 'ckb', direction: 'rtl' })
  expect(kinds(text('language'))).toEqual(['send'])
  expect(met(press('ar'))[0]).toEqual({ kind: 'language', language: 'ar' })
})

test('time running out, a block and an unblock are met with silence', () => {
  for (const kind of ['expire', 'blocked', 'unblocked'] as const) expect(met({ kind })).toEqual([])
})
