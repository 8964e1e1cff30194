/** What a person of the load does about the question that stands. The same on every platform, but for how it is done. */
import type { Body } from '../../src/engine/event.ts'
import type { Ask } from '../../src/engine/message.ts'
import { type Session, tagOf } from '../../src/engine/session.ts'
import type { ChooseManyQuestion, Question } from '../../src/flow/program.ts'
import type { Chat, Platform } from './platform.ts'

const WORDS = ['More work for young people', 'المزيد من فرص العمل للشباب', 'کاری زیاتر بۆ گەنجان'] as const

export function replyTo(
  platform: Platform,
  chat: Chat,
  question: Question,
  session: Session,
  seed: number,
): Body {
  const press = (option: string): Body => toPress(chat, session, option)
  const salt = seed * 7 + question.at
  const offered = askOf(chat)
    .options.map(({ id }) => id)
    .filter((id) => !question.also.includes(id))
  const any = offered[salt % offered.length] ?? ''
  const nonAnswer = question.also[0]
  switch (question.kind) {
    case 'number':
      return { kind: 'text', text: String(1 + (seed % 12)) }
    case 'text':
      return seed % 3 === 0 ? press('~skip') : { kind: 'text', text: WORDS[seed % WORDS.length] ?? '' }
    case 'consent':
      return press(question.purpose === 'take_part' || salt % 2 === 0 ? 'yes' : 'no')
    case 'choose_many':
      return platform.several === 'typed' ? several(question) : tick(question)
    case 'choose':
      if (question.id === 'adult') return press('yes')
      return press(nonAnswer !== undefined && salt % 13 === 0 ? nonAnswer : any)
    case 'place':
      return press(any)
  }

  function tick({ alone }: ChooseManyQuestion): Body {
    const { picked } = session
    if (picked.length > salt % 2 || picked.includes('none')) return press('~done')
    const open = offered.filter((id) => !picked.includes(id) && !alone.includes(id))
    return press(open[salt % open.length] ?? '')
  }

  function several({ alone }: ChooseManyQuestion): Body {
    const open = offered.filter((id) => !alone.includes(id))
    const [first = '', second = ''] = [open[salt % open.length], open[(salt + 1) % open.length]]
    const words = salt % 2 === 0 ? [first] : [first, second]
    return { kind: 'text', text: words.map((id) => numberOf(askOf(chat), id)).join(' ') }
  }
}

/** Where nothing can be pressed the option's number is typed, or the words of what is no option. */
export function toPress(chat: Chat, session: Session, option: string): Body {
  if (chat.offers(option)) return { kind: 'press', tag: tagOf(session), ask: session.ask, option }
  const ask = askOf(chat)
  const action = ask.actions.find(({ id }) => id === option)
  return { kind: 'text', text: action?.label ?? numberOf(ask, option) }
}

function numberOf({ options }: Ask, option: string): string {
  const index = options.findIndex(({ id }) => id === option)
  if (index === -1) throw new Error(`the question does not offer ${option}`)
  return String(index + 1)
}

function askOf({ asked }: Chat): Ask {
  if (asked === undefined) throw new Error('nothing was asked yet')
  return asked
}
