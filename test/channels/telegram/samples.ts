import type { Ask, Message } from '../../../src/engine/message.ts'

export const TOKEN = '123456:AAtestTokenOfNobody_00'
export const SECRET = 'whsec_test-1'

export const say = (text: string): Message => ({ text, language: 'en', direction: 'ltr' })

export const ask = (more: Partial<Ask> = {}): Ask => ({
  tag: '0a1b2c3d',
  ask: 3,
  kind: 'choose',
  options: [
    { id: 'yes', label: 'Yes' },
    { id: 'no', label: 'No' },
  ],
  actions: [],
  ...more,
})

export const question = (text: string, more: Partial<Ask> = {}): Message => ({ ...say(text), ask: ask(more) })
