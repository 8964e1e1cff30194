/** A person who answers every question that Telegram shows them once, by its buttons, and keeps what they sent. */
import type { Update } from 'grammy/types'
import type { BotMessage } from '../fakes/bot-api/chats.ts'
import type { BotApi } from '../fakes/bot-api/server.ts'

export interface Talker {
  readonly id: number
  /** Every update they caused, in order. */
  readonly sent: readonly Update[]
  readonly inbox: () => readonly BotMessage[]
  /** Replies to what is new in the chat, if anything is. */
  look(): void
}

export function talker(api: BotApi, id: number): Talker {
  const person = api.person({ id, language_code: 'en' })
  const sent: Update[] = [person.says('/start iraq_safety-pulse')]
  const met = new Set<string>()

  const look = () => {
    const message = person.inbox().at(-1)
    const buttons = (message?.reply_markup?.inline_keyboard ?? []).flat().flatMap((button) => {
      return 'callback_data' in button ? [{ data: button.callback_data, label: button.text }] : []
    })
    const [, tag, ask] = (buttons[0]?.data ?? '').split(':')
    if (message === undefined || tag === undefined) return
    // A tick is seen before it is sent off: that is a second reply to the same question.
    const ticked = buttons.some(({ label }) => label.startsWith('✓'))
    const key = `${tag}:${ask}:${ticked}`
    if (met.has(key)) return
    met.add(key)
    const data = ticked ? buttons.find(({ data: one }) => one.endsWith(':~done'))?.data : choice(buttons)
    if (data !== undefined) sent.push(person.presses({ message: message.message_id, data }))
  }

  function choice(buttons: readonly { readonly data: string }[]): string | undefined {
    const all = buttons.map(({ data }) => data)
    const options = all.filter((data) => !/:~\w+$/.test(data))
    // Where the only button that goes on is to skip, an open text is asked.
    if (options.length === 0) return all.find((data) => data.endsWith(':~skip'))
    return all.find((data) => data.endsWith(':yes')) ?? options[id % options.length]
  }
  return { id, sent, look, inbox: () => person.inbox() }
}
