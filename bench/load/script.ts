/**
 * The conversations of the load: each kind of person is walked through the real flow by the real engine beforehand, so that
 * every update to send, every message to come and every answer to be found is known before the clock starts.
 *
 * All people take a turn before anybody takes the next one: that is a wave. Updates are written with blanks for what
 * differs from person to person.
 */
import type { Outgoing } from '../../src/channels/channel.ts'
import { writeCallbackData } from '../../src/channels/telegram/callback-data.ts'
import { render } from '../../src/channels/telegram/render.ts'
import { begin } from '../../src/engine/begin.ts'
import type { Body } from '../../src/engine/event.ts'
import type { Ask } from '../../src/engine/message.ts'
import { prepare, type Runnable } from '../../src/engine/runnable.ts'
import { type Session, tagOf } from '../../src/engine/session.ts'
import { step } from '../../src/engine/step.ts'
import type { Answer, Question } from '../../src/flow/program.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'

/** Kinds of people: enough that every branch of the flow and every language is taken. */
const KINDS = 24
const LANGUAGES = ['ar', 'ar', 'ckb', 'en'] as const
/** Stands in the session's id where a session's own tag will. */
const TAG = 'XX-TAG-X'
/** Above every message id that the fake Bot API gives out, as a message written later has. */
const OWN_MESSAGES = 1000

export interface ScriptedTurn {
  /** Which wave it belongs to. */
  readonly wave: number
  /** Typed words answer only a question that has gone out: these waves need delivery to have caught up. */
  readonly typed: boolean
  /** An update's JSON with blanks, see `fill`. */
  readonly update: string
  /** Calls of the Bot API that this turn's messages become. */
  readonly calls: number
}

export interface Kind {
  readonly turns: readonly ScriptedTurn[]
  /** What must be in the store in the end, by question. */
  readonly answers: Readonly<Record<string, Answer>>
}

export interface Script {
  readonly kinds: readonly Kind[]
  readonly waves: number
  readonly typedWaves: ReadonlySet<number>
}

/** Person number `n`, from 0: their chat's id at Telegram, and their kind. */
export const chatOf = (n: number): number => 500_000_000 + n
export const kindOf = <T>(kinds: readonly T[], n: number): T => {
  const kind = kinds[n % kinds.length]
  if (kind === undefined) throw new Error('a script without kinds of people')
  return kind
}

/** Fills an update's blanks in. */
export const fill = (update: string, id: number, chat: number, tag: string): string =>
  update
    .replaceAll('"@chat@"', String(chat))
    .replaceAll('"@update@"', String(id))
    .replaceAll('@query@', `40000000${id}`)
    .replaceAll(TAG, tag)

/** Reads `flows/` and `locales/`. Throws when the sample's safety pulse is not there or does not come to its end. */
export function writeScript(): Script {
  const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
  const program = programmes
    .find(({ name }) => name === 'iraq')
    ?.programs.find(({ flow }) => flow === 'safety-pulse')
  if (program === undefined)
    throw new Error('flows/iraq/safety-pulse.yaml does not compile: npx hearback check')
  const runnable = prepare(program, readTexts('locales', 'common'))
  const walked = Array.from({ length: KINDS }, (_, seed) => walk(runnable, seed))
  // A wave is one reply to one question, in the flow's order: people of another branch sit it out.
  const keys = [...new Set(walked.flatMap(({ turns }) => turns.map(({ key }) => key)))].sort((a, b) => a - b)
  const kinds = walked.map(({ turns, answers }) => ({
    turns: turns.map(({ key, ...turn }) => ({ ...turn, wave: keys.indexOf(key) })),
    answers,
  }))
  const typed = kinds.flatMap(({ turns }) => turns.filter((turn) => turn.typed).map(({ wave }) => wave))
  return { kinds, waves: keys.length, typedWaves: new Set(typed) }
}

function walk(runnable: Runnable, seed: number) {
  const language = LANGUAGES[seed % LANGUAGES.length] ?? 'ar'
  const turns: (Omit<ScriptedTurn, 'wave'> & { key: number })[] = []
  const answers: Record<string, Answer> = {}
  let session = begin(runnable, { id: `01900000-0000-7000-8000-0000${TAG}`, platformLanguage: language })
  let asked: Asked | undefined
  let sent = 0

  function take(key: number, body: Body): void {
    const position = body.kind === 'press' ? (asked?.position ?? 0) : OWN_MESSAGES
    const { session: next, outputs } = step(runnable, session, { at: 0, position, body })
    const update = JSON.stringify(updateOf(body, language, asked))
    let calls = 0
    for (const output of outputs) {
      if (output.kind === 'answer') answers[output.question] = output.value
      if (output.kind === 'withdraw') delete answers[output.question]
      if (output.kind !== 'send' && output.kind !== 'redraw') continue
      const outgoing: Outgoing = output
      for (const native of render(outgoing)) {
        calls += 1
        if (native.method === 'editMessageReplyMarkup') {
          if (asked !== undefined) asked = { ...asked, markup: native.reply_markup }
          continue
        }
        sent += 1
        if (output.message.ask !== undefined)
          asked = { ask: output.message.ask, position: sent, text: native.text, markup: native.reply_markup }
      }
    }
    turns.push({ key, typed: body.kind === 'text', update, calls })
    session = next
  }

  take(-1, { kind: 'start' })
  for (let count = 0; session.outcome === null; count += 1) {
    const question = standing(runnable, session)
    if (question === undefined || asked === undefined || count > 100)
      throw new Error('the script does not come to the end of the flow')
    const before = turns.filter(({ key }) => Math.floor(key / 10) === question.at).length
    take(question.at * 10 + before, replyTo(question, asked.ask, session, seed))
  }
  if (session.outcome !== 'completed') throw new Error(`the script ends as ${session.outcome}`)
  return { turns, answers }
}

interface Asked {
  readonly ask: Ask
  readonly position: number
  readonly text: string
  readonly markup: unknown
}

function standing({ program }: Runnable, session: Session): Question | undefined {
  const instruction = program.code[session.cursor]
  return instruction?.kind === 'ask' ? program.questions[instruction.slot] : undefined
}

const WORDS = ['More work for young people', 'المزيد من فرص العمل للشباب', 'کاری زیاتر بۆ گەنجان'] as const

function replyTo(question: Question, ask: Ask, session: Session, seed: number): Body {
  const press = (option: string): Body => ({ kind: 'press', tag: tagOf(session), ask: session.ask, option })
  const salt = seed * 7 + question.at
  const offered = ask.options.map(({ id }) => id).filter((id) => !question.also.includes(id))
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
      return press(session.picked.length > salt % 2 || session.picked.includes('none') ? '~done' : unpicked())
    case 'choose':
      if (question.id === 'adult') return press('yes')
      return press(nonAnswer !== undefined && salt % 13 === 0 ? nonAnswer : any)
    case 'place':
      return press(any)
  }

  function unpicked(): string {
    const alone = question.kind === 'choose_many' ? question.alone : []
    const open = offered.filter((id) => !session.picked.includes(id) && !alone.includes(id))
    return open[salt % open.length] ?? ''
  }
}

/** As Telegram writes it: a press brings the whole message that was pressed along. */
function updateOf(body: Body, language: string, asked: Asked | undefined): object {
  const from = { id: '@chat@', is_bot: false, first_name: 'Person', language_code: language }
  const chat = { id: '@chat@', first_name: 'Person', type: 'private' }
  const date = 1_767_225_600
  if (body.kind === 'press') {
    const { position = 0, text = '', markup, ask } = asked ?? {}
    const bot = { id: 1, is_bot: true, first_name: 'Hearback', username: 'hearback_bot' }
    const message = { message_id: position, from: bot, chat, date, text, reply_markup: markup }
    const data = writeCallbackData({ tag: TAG, ask: ask?.ask ?? 0 }, body.option)
    const query = { id: '@query@', from, message, chat_instance: '-4000000000000000000', data }
    return { update_id: '@update@', callback_query: query }
  }
  const head = { message_id: OWN_MESSAGES, from, chat, date }
  const message =
    body.kind === 'text'
      ? { ...head, text: body.text }
      : { ...head, text: '/start', entities: [{ offset: 0, length: 6, type: 'bot_command' }] }
  return { update_id: '@update@', message }
}
