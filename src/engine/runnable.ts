/**
 * A program made ready to run: everything that can be worked out before the first person writes. Texts without
 * placeholders are resolved, labels and matching keys made, places put under their parents; a turn only looks up.
 */
import { holds } from '../flow/expression.ts'
import { askedPlaces } from '../flow/place-tree.ts'
import type { Language, Place, Program, Question, TextTree } from '../flow/program.ts'
import { directionOf } from '../language/direction.ts'
import { type MatchTable, matchTable } from '../language/match-reply.ts'
import type { Texts } from '../language/texts.ts'
import { textsOf } from '../language/texts.ts'
import { type House, houseOf } from './house.ts'
import type { Option } from './message.ts'
import { placesUnder } from './places.ts'
import { type Text, textAt } from './text.ts'

export interface Runnable {
  readonly program: Program
  /** What is built in: texts and words of every language. */
  readonly house: House
  readonly voices: Readonly<Record<Language, Voice>>
  /** Index in the code of the first question, which has nothing to go back to. */
  readonly first: number
}

/** Everything that a program says in one language. */
export interface Voice {
  readonly language: Language
  readonly direction: 'rtl' | 'ltr'
  /** By step: what a `say` says, and the goodbye of a consent refused (`<step>.declined`). */
  readonly says: ReadonlyMap<string, Text>
  /** By slot. */
  readonly prompts: readonly Prompt[]
  readonly placeNames: ReadonlyMap<string, string>
}

/** One question in one language. */
export interface Prompt {
  readonly question: Question
  readonly text: Text
  readonly choices: Choices
  /** Labels by option id, non-answers included. */
  readonly labels: ReadonlyMap<string, string>
  /** What else can be pressed, at the first question and later. */
  readonly actions: { readonly first: readonly Option[]; readonly later: readonly Option[] }
  /** For places: the choices under each place, and all places of the level to reach. */
  readonly under: ReadonlyMap<string, Choices>
  readonly reach: MatchTable | null
}

/** The option of who lives in none of the places that a round is for. */
export const ELSEWHERE = '~elsewhere'

export interface Choices {
  readonly options: readonly Option[]
  readonly table: MatchTable
}

/**
 * Throws nothing for a program that the compiler made; `common` holds at least one language. `places`: codes of the
 * places that a round is for. Where people are asked to live it then offers these alone, and a way out for who lives
 * elsewhere: without one they would leave, or say that they live where they do not.
 */
export function prepare(
  program: Program,
  common: Readonly<Record<Language, TextTree>>,
  places: readonly string[] | null = null,
): Runnable {
  const house = houseOf(common)
  const texts = textsOf(program.texts, [program.languages[0]])
  const voices: Record<Language, Voice> = {}
  const asked = places === null ? null : askedPlaces(program.places, places)
  for (const language of program.languages) voices[language] = voiceOf(program, house, texts, language, asked)
  return { program, house, voices, first: firstAsk(program) }
}

function voiceOf(
  program: Program,
  house: House,
  texts: Texts,
  language: Language,
  asked: Making['asked'],
): Voice {
  const placeNames = new Map(program.places.map((place) => [place.code, nameOf(place, program, language)]))
  const making: Making = { program, house, texts, language, placeNames, asked }
  const says = new Map<string, Text>()
  for (const instruction of program.code) {
    if (instruction.kind === 'say') {
      says.set(instruction.step, textOf(`${instruction.step}.text`, making))
    }
  }
  for (const question of program.questions) {
    const path = `${question.id}.declined`
    if (texts.find(path, language) !== undefined) says.set(path, textOf(path, making))
  }
  const prompts = program.questions.map((question) => promptOf(question, making))
  return { language, direction: directionOf(language), says, prompts, placeNames }
}

const textOf = (path: string, making: Making): Text =>
  textAt(making.program, making.texts, path, making.language, (question, id) => labelOf(question, id, making))

interface Making {
  readonly program: Program
  readonly house: House
  readonly texts: Texts
  readonly language: Language
  readonly placeNames: ReadonlyMap<string, string>
  /** Places that may be asked for; null: all. */
  readonly asked: ReadonlySet<string> | null
}

function promptOf(question: Question, making: Making): Prompt {
  const { program, language } = making
  const also = question.also.map((id) => ({ id, label: labelOf(question, id, making) }))
  const own = ownOptions(question).map((id) => ({ id, label: labelOf(question, id, making) }))
  const under = new Map<string, Choices>()
  let reach: MatchTable | null = null
  if (question.kind === 'place') {
    const optionOf = (place: Place) => ({
      id: place.code,
      label: making.placeNames.get(place.code) ?? place.code,
    })
    const { asked, house } = making
    const isAsked = ({ code }: Place) => question.as !== 'place' || asked === null || asked.has(code)
    const elsewhere = { id: ELSEWHERE, label: house.say(language, 'elsewhere.option') }
    for (const [parent, places] of placesUnder(program, question.level)) {
      const offered = places.filter(isAsked)
      if (offered.length === 0 && parent !== '') continue
      const out = offered.length < places.length ? [elsewhere] : []
      under.set(parent, choicesOf([...offered.map(optionOf), ...out, ...also], question, making))
    }
    const all = program.places.filter((place) => place.level === question.level && isAsked(place))
    reach = matchTable(all.map(optionOf), language)
  }
  const choices = under.get('') ?? choicesOf([...own, ...also], question, making)
  return {
    question,
    text: withHint(question, making, textOf(`${question.id}.text`, making)),
    choices,
    labels: new Map([...own, ...also].map(({ id, label }) => [id, label])),
    actions: actionsOf(question, making),
    under,
    reach,
  }
}

function ownOptions(question: Question): readonly string[] {
  if (question.kind === 'choose' || question.kind === 'choose_many') return question.options
  return question.kind === 'consent' ? ['yes', 'no'] : []
}

function choicesOf(options: readonly Option[], question: Question, making: Making): Choices {
  const extra = [making.language, ...making.program.languages].flatMap((language) =>
    (['yes', 'no'] as const)
      .filter((id) => options.some((option) => option.id === id))
      .flatMap((id) => making.house.list(language, `words.${id}`).map((label) => ({ id, label }))),
  )
  const elsewhere = making.program.languages
    .filter((language) => language !== making.language && question.kind !== 'place')
    .flatMap((language) =>
      options.map(({ id }) => ({ id, label: labelOf(question, id, { ...making, language }) })),
    )
  const { house } = making
  const complete = house.languages.flatMap((language) =>
    ['yes', 'no'].flatMap((word) => house.list(language, `words.${word}`)),
  )
  return { options, table: matchTable(options, making.language, [...extra, ...elsewhere], complete) }
}

function labelOf(question: Question, id: string, { texts, house, language }: Making): string {
  const own = texts.find(`${question.id}.options.${id}`, language)
  if (own !== undefined && own.language === language) return own.text
  const built = house.find(language, `options.${id}`)
  return built ?? own?.text ?? id
}

function actionsOf(question: Question, { house, language }: Making): Prompt['actions'] {
  const action = (id: string): Option => ({ id: `~${id}`, label: house.say(language, `actions.${id}`) })
  const first = [
    ...(question.kind === 'choose_many' ? [action('done')] : []),
    ...(question.optional ? [action('skip')] : []),
  ]
  return { first, later: [...first, action('back')] }
}

function withHint(question: Question, making: Making, text: Text): Text {
  const { house, texts, language } = making
  const hints: Text[] = []
  if (texts.find(`${question.id}.hint`, language) !== undefined) {
    hints.push(textOf(`${question.id}.hint`, making))
  } else if (question.kind === 'choose_many' && question.atMost < question.options.length) {
    hints.push(house.count(language, 'pick_up_to', question.atMost))
  }
  const [hint] = hints
  if (hint === undefined) return text
  if (typeof text === 'string' && typeof hint === 'string') return `${text}\n${hint}`
  return (answers) =>
    `${typeof text === 'string' ? text : text(answers)}\n${typeof hint === 'string' ? hint : hint(answers)}`
}

function nameOf(place: Place, program: Program, language: Language): string {
  return place.names[language] ?? place.names[program.languages[0]] ?? place.code
}

function firstAsk({ code }: Program): number {
  let at = 0
  for (let steps = 0; steps <= code.length; steps++) {
    const instruction = code[at]
    if (instruction === undefined || instruction.kind === 'ask' || instruction.kind === 'end') return at
    const jumps =
      instruction.kind === 'jump' || (instruction.kind === 'unless' && !holds(instruction.condition, []))
    at = jumps ? instruction.to : at + 1
  }
  return -1
}
