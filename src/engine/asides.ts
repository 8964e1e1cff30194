/** The built-in questions: which language, really forget, answer again. They stand before the flow's own question. */
import type { Language } from '../flow/program.ts'
import { matchReply, matchTable } from '../language/match-reply.ts'
import { repeat } from './ask.ts'
import { withdraw } from './back.ts'
import type { House } from './house.ts'
import type { Option } from './message.ts'
import { run } from './run.ts'
import type { Aside } from './session.ts'
import { asideAsk, type Draft, phrase, say, send, setAnswer, standing, voiceFor } from './turn.ts'

interface AsideKind {
  text(draft: Draft): string
  options(draft: Draft): readonly Option[]
  /** `chosen` is one of the options, or null for words that name none. */
  answered(draft: Draft, chosen: string | null): void
}

const ASIDES: Readonly<Record<Aside, AsideKind>> = {
  language: {
    text: (draft) =>
      begun(draft)
        ? phrase(draft, 'language.ask')
        : everyLanguage(draft.runnable.house, draft.runnable.program.languages),
    options: ({ runnable }) => languageOptions(runnable.house, runnable.program.languages),
    answered(draft, chosen) {
      if (chosen !== null) switchLanguage(draft, chosen)
      else if (!begun(draft)) putAside(draft, 'language', phrase(draft, 'refused.not_language'))
      else {
        draft.session.aside = null
        returnToQuestion(draft, phrase(draft, 'language.kept'))
      }
    },
  },
  forget: {
    text: (draft) => phrase(draft, 'forget.ask'),
    options: (draft) => yesNo(draft, 'forget'),
    answered(draft, chosen) {
      if (chosen === 'yes') forget(draft)
      else {
        draft.session.aside = null
        returnToQuestion(draft, phrase(draft, 'forget.kept'))
      }
    },
  },
  restart: {
    text: (draft) => phrase(draft, 'restart.ask'),
    options: (draft) => yesNo(draft, 'restart'),
    answered(draft, chosen) {
      draft.session.aside = null
      if (chosen === 'yes') beginAgain(draft)
      else send(draft, phrase(draft, 'restart.kept'))
    },
  },
}

/** Puts a built-in question. The flow's own question, put again later, gets a new number: no button means two things. */
export function askAside(draft: Draft, aside: Aside): void {
  draft.session.aside = aside
  draft.session.ask += 1
  putAside(draft, aside)
}

export function putAside(draft: Draft, aside: Aside, reason = ''): void {
  const kind = ASIDES[aside]
  say(draft, reason)
  send(draft, kind.text(draft), asideAsk(draft, kind.options(draft)))
}

/** A button of the built-in question that stands. */
export function pressAside(draft: Draft, aside: Aside, option: string): void {
  const kind = ASIDES[aside]
  const known = kind.options(draft).some(({ id }) => id === option)
  if (known) kind.answered(draft, option)
  else putAside(draft, aside)
}

/** Leaves the built-in question unanswered. */
export const passAside = (draft: Draft, aside: Aside): void => ASIDES[aside].answered(draft, null)

/** Words in answer to the built-in question that stands. */
export function answerAside(draft: Draft, aside: Aside, text: string): void {
  const { session, runnable } = draft
  const kind = ASIDES[aside]
  const options = kind.options(draft)
  const extra = options
    .filter(({ id }) => id === 'yes' || id === 'no')
    .flatMap(({ id }) => runnable.house.list(session.language, `words.${id}`).map((label) => ({ id, label })))
  const found = matchReply(text, matchTable(options, session.language, extra))
  kind.answered(draft, found.kind === 'one' ? found.id : null)
}

/** Says everything in another language from now on, and puts the standing question in it. */
export function switchLanguage(draft: Draft, language: Language): void {
  const { session, runnable } = draft
  const initial = session.aside === 'language' && !begun(draft)
  if (session.aside === 'language') session.aside = null
  session.language = language
  draft.voice = voiceFor(runnable, language)
  draft.outputs.push({ kind: 'language', language })
  if (session.stopped) send(draft, phrase(draft, 'language.stopped'))
  else if (initial) run(draft)
  else if (session.aside !== null) putAside(draft, session.aside)
  else returnToQuestion(draft, phrase(draft, 'language.changed'))
}

/** The flow's question, put again after a built-in one; silent where the person said stop. */
export function returnToQuestion(draft: Draft, text: string): void {
  const stands = draft.session.stopped ? null : standing(draft)
  say(draft, text)
  if (!draft.session.stopped && !begun(draft)) run(draft)
  else if (stands !== null) {
    draft.session.ask += 1
    repeat(draft)
  } else send(draft, '')
}

/** Whether the flow has said anything yet. Before that stands, at most, the question for a language. */
export function begun(draft: Draft): boolean {
  const { session } = draft
  return session.outcome !== null || (session.ask > 1 && standing(draft) !== null) || session.last !== null
}

export const languageOptions = (house: House, languages: readonly Language[]): readonly Option[] =>
  languages.map((id) => ({ id, label: house.find(id, 'name') ?? id }))

/** The question for a language in every language at once. */
export const everyLanguage = (house: House, languages: readonly Language[]): string =>
  [...new Set(languages.map((language) => house.say(language, 'language.ask')))].join('\n')

function yesNo(draft: Draft, aside: 'forget' | 'restart'): readonly Option[] {
  return (['yes', 'no'] as const).map((id) => ({ id, label: phrase(draft, `${aside}.${id}`) }))
}

function forget(draft: Draft): void {
  draft.session.aside = null
  draft.session.outcome = 'forgotten'
  draft.session.picked = []
  send(draft, phrase(draft, 'forget.done'))
  draft.outputs.push({ kind: 'forget' })
}

/** The flow anew for the same session: all answers go, but a consent to take part that was given stays given. */
export function beginAgain(draft: Draft): void {
  const { session, runnable } = draft
  draft.outputs.push({ kind: 'restart' })
  runnable.program.questions.forEach((question, slot) => {
    const agreed = question.kind === 'consent' && question.purpose === 'take_part'
    if (agreed && session.answers[slot] === 'yes') return
    if (question.kind === 'consent') setAnswer(draft, slot, null)
    else withdraw(draft, slot)
  })
  session.cursor = 0
  session.outcome = null
  session.last = null
  session.misses = 0
  session.picked = []
  run(draft)
}
