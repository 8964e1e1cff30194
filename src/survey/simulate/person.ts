/**
 * A simulated person: reads a message as people see it (words and options) and replies as people do, with presses,
 * words and slips. Knows nothing of programs or sessions, so what the demonstration shows went through the real engine.
 *
 * For each message: leaves for good, if their time has come ─► asks for their language, once, if it is another ─►
 * goes back, now and then ─► has something else in mind, now and then ─► replies what they think.
 * After a reply that was not understood they press the button, and who is not understood even so, leaves.
 */
import type { Body } from '../../engine/event.ts'
import type { Ask, Message, Option } from '../../engine/message.ts'
import type { Profile } from './profile.ts'
import { happens, type Random } from './random.ts'
import { type View, viewOf } from './views.ts'
import { mistyped, noise, OWN_LANGUAGE, scriptOf, writtenNumber } from './wording.ts'

export interface Person {
  /**
   * The reply to the message that puts the question which stands: the last one sent, or drawn anew. Null: they are
   * gone, and stay so; also for a message that asks nothing. Never throws.
   */
  reply(message: Message): Body | null
}

/** Nobody goes on after this many replies: a flow that never ends must not hold the demonstration. */
const PATIENCE = 200
/** Replies to one question that may go wrong before someone gives up. */
const TRIES = 5

/** The same random numbers and messages give the same replies. */
export function simulatePerson(random: Random, profile: Profile): Person {
  const script = scriptOf(random, profile.language)
  /** By the options of a question, the texts that stood over them: tells the police's question from the authority's. */
  const met = new Map<string, string[]>()
  let language = ''
  let replies = 0
  let gone = false
  let askedLanguage = false
  let steppedBack = 0
  let standing: Standing = { key: '', tries: 0, view: { kind: 'skip' }, pressed: [] }

  return {
    reply(message) {
      const { ask } = message
      if (gone || ask === undefined) return null
      if (replies === profile.leavesAt || replies >= PATIENCE) {
        gone = true
        return null
      }
      replies += 1
      if (message.language !== language) {
        // The same questions come in other words now.
        language = message.language
        met.clear()
      }
      const key = `${ask.tag}:${ask.ask}`
      if (standing.key !== key) {
        standing = {
          key,
          tries: 0,
          view: viewOf(random, profile, ask, nthOf(met, message, ask)),
          pressed: [],
        }
      }
      const slips = profile.habit === 'mixed'
      const own = ask.options.some(({ id }) => id === profile.language)
      if (message.language !== profile.language && !own && !askedLanguage) {
        askedLanguage = true
        standing = { ...standing, key: '' }
        return { kind: 'text', text: OWN_LANGUAGE[profile.language] }
      }
      const back = optionOf(ask.actions, '~back')
      if (
        back !== undefined &&
        steppedBack < 2 &&
        standing.tries === 0 &&
        happens(random, slips ? 0.03 : 0.004)
      ) {
        steppedBack += 1
        return slips && happens(random, 0.5) ? { kind: 'text', text: back.label } : press(ask, '~back')
      }
      standing.tries += 1
      if (standing.tries > TRIES + standing.pressed.length) {
        gone = true
        return null
      }
      if (slips && standing.tries === 1 && happens(random, 0.04)) return noise(random)
      return say(ask, standing, standing.tries > 1 ? 'presses' : habitNow())
    },
  }

  function habitNow(): Profile['habit'] {
    if (profile.habit !== 'mixed') return profile.habit
    const draw = random()
    return draw < 0.5 ? 'presses' : draw < 0.75 ? 'labels' : 'numbers'
  }

  function say(ask: Ask, { view, pressed }: Standing, habit: Profile['habit']): Body {
    if (view.kind === 'skip') return act(ask, '~skip', habit)
    if (view.kind === 'words') return typed(ask, view.words, habit)
    if (view.kind === 'number') return typed(ask, writtenNumber(numberTyped(ask, view.number), script), habit)
    if (ask.kind !== 'choose_many') return choose(ask, view.options[0], habit)
    if (habit === 'forms') return { kind: 'choices', tag: ask.tag, ask: ask.ask, options: view.options }
    if (view.options.length > 1 && habit !== 'presses') {
      const between = script === 'latin' ? ', ' : '، '
      const parts = view.options.map((id) => (habit === 'numbers' ? numberOf(ask, id) : labelOf(ask, id)))
      return { kind: 'text', text: parts.join(between) }
    }
    const ticked = ask.picked ?? []
    const next = view.options.find((id) => !pressed.includes(id) && !ticked.includes(id))
    if (next === undefined) return act(ask, '~done', 'presses')
    pressed.push(next)
    return choose(ask, next, habit)
  }

  function choose(ask: Ask, id: string, habit: Profile['habit']): Body {
    if (habit === 'numbers') return { kind: 'text', text: numberOf(ask, id) }
    if (habit !== 'labels') return press(ask, id)
    const label = labelOf(ask, id)
    return {
      kind: 'text',
      text: profile.habit === 'mixed' && happens(random, 0.25) ? mistyped(random, label) : label,
    }
  }

  function act(ask: Ask, action: string, habit: Profile['habit']): Body {
    const option = optionOf(ask.actions, action)
    return habit === 'labels' && option !== undefined
      ? { kind: 'text', text: option.label }
      : press(ask, action)
  }

  /** Number by the order in which a channel without buttons lists them. */
  function numberOf(ask: Ask, id: string): string {
    return writtenNumber(ask.options.findIndex((option) => option.id === id) + 1, script)
  }

  /** Some miss the key: a number that nobody's household has, put right when asked again. */
  function numberTyped(ask: Ask, number: number): number {
    const slip =
      ask.kind === 'number' && standing.tries === 1 && profile.habit === 'mixed' && happens(random, 0.08)
    return slip ? number * 100 : number
  }
}

/** What this person made of the question that stands. */
interface Standing {
  readonly key: string
  tries: number
  readonly view: View
  /** Of a question with several answers: what was pressed or typed already. */
  readonly pressed: string[]
}

/** How many other questions with the same options were met before this one. A repeated question is the same one. */
function nthOf(met: Map<string, string[]>, message: Message, ask: Ask): number {
  const options = ask.options.map(({ id }) => id).join(' ')
  const texts = met.get(options) ?? []
  met.set(options, texts)
  // What was said before the question comes first in the message, and changes: only the last part is the question.
  const known = texts.findIndex((text) => message.text.includes(text))
  return known >= 0 ? known : texts.push(message.text.slice(message.text.lastIndexOf('\n\n') + 1)) - 1
}

const typed = (ask: Ask, text: string, habit: Profile['habit']): Body =>
  habit === 'forms' ? { kind: 'reply', tag: ask.tag, ask: ask.ask, text } : { kind: 'text', text }

const press = (ask: Ask, option: string): Body => ({ kind: 'press', tag: ask.tag, ask: ask.ask, option })
const optionOf = (options: readonly Option[], id: string): Option | undefined =>
  options.find((option) => option.id === id)
const labelOf = (ask: Ask, id: string): string => optionOf(ask.options, id)?.label ?? id
