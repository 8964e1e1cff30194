/**
 * What a simulated person means to reply, before it is put into presses or words. Questions are told by their
 * options, as a person would tell them by reading; a question that is not in the sample pulse gets any answer.
 */
import type { Ask } from '../../engine/message.ts'
import {
  AUTHORITY,
  CHANGE,
  HELP_MOST,
  HOUSEHOLD,
  INCIDENT,
  MATCHES,
  MORE_THAN_ONCE,
  NEXT_YEAR,
  NOT_REPORTED,
  POLICE,
  REASONS_BETTER,
  REASONS_WORSE,
  REPORTED,
  SAFE_NOW,
  WISHES,
  WORRIES,
} from './opinions.ts'
import type { Profile } from './profile.ts'
import { drawn, happens, oneOf, type Random, type Shares } from './random.ts'

/** What a person means to say. `options` are ids in the order they come to mind; `skip` needs an optional question. */
export type View =
  | { readonly kind: 'options'; readonly options: readonly [string, ...string[]] }
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'skip' }

/**
 * `nth` says how many different questions with the same options this person has met before this one: the police
 * come before the authority, the notice before the adult's question and both before the two agreements at the end.
 */
export function viewOf(random: Random, profile: Profile, ask: Ask, nth: number): View {
  if (ask.kind === 'number') return numberView(random, ask)
  if (ask.kind === 'text') return textView(random, profile, ask)
  const own = ownAnswer(profile, ask)
  if (own !== undefined) return chosen(keepsPlace(random, profile, ask) ? 'no_answer' : own)
  const topic = topicOf(ask)
  const nonanswer = nonanswerOf(random, topic, ask)
  if (nonanswer !== undefined) return chosen(nonanswer)
  const think = topic === undefined ? undefined : TOPICS[topic]
  const thought = think?.(random, profile, nth).filter((id) => offers(ask, id)) ?? []
  const [first, ...rest] = thought.length > 0 ? thought : anything(random, ask)
  if (first === undefined) return { kind: 'words', words: '…' }
  return ask.kind === 'choose'
    ? chosen(first)
    : { kind: 'options', options: [first, ...rest.slice(0, (ask.atMost ?? 3) - 1)] }
}

/** The options that tell which question stands: each is found in one question of the sample alone, the last one counts. */
const MARKS: Readonly<Record<string, keyof typeof TOPICS>> = {
  yes: 'agreement',
  partly: 'matches',
  almost_always_safe: 'safeNow',
  improved: 'change',
  fewer_attacks: 'reasonsBetter',
  attacks: 'reasonsWorse',
  kidnapping: 'worries',
  once: 'incident',
  chief: 'reported',
  just_ok: 'work',
  same: 'nextYear',
  clearance: 'helpMost',
  female: 'sex',
  age_31_45: 'ageBand',
}

type Think = (random: Random, profile: Profile, nth: number) => readonly string[]

const TOPICS = {
  agreement: (random, profile, nth) => {
    if (nth === 0) return [profile.agrees ? 'yes' : 'no']
    if (nth === 1) return [profile.adult ? 'yes' : 'no']
    return [happens(random, nth === 2 ? 0.62 : 0.34) ? 'yes' : 'no']
  },
  // Who feels less safe than others finds the summary of all less true.
  matches: (random, { feeling }) => [leaning(random, MATCHES, feeling * 0.5)],
  safeNow: (random, { governorate, year, feeling }) => [
    leaning(random, SAFE_NOW[governorate][year], feeling * 0.7),
  ],
  change: (random, { governorate, year, feeling }) => [
    leaning(random, CHANGE[governorate][year], feeling * 0.6),
  ],
  reasonsBetter: (random) => several(random, REASONS_BETTER),
  reasonsWorse: (random, { governorate }) => several(random, REASONS_WORSE[governorate]),
  worries: (random, profile) => {
    if (happens(random, profile.feeling > 0.8 ? 0.3 : 0.05)) return ['none']
    return several(random, worriesOf(profile))
  },
  incident: (random, { governorate, year, feeling }) => {
    // Scaled so that the mean over people stays the round's figure: E[exp(-0.4 x)] = exp(0.08) for a normal x.
    const probability = (INCIDENT[governorate][year] / 100) * Math.exp(-0.4 * feeling - 0.08)
    if (!happens(random, probability)) return ['no']
    return [happens(random, MORE_THAN_ONCE / 100) ? 'more' : 'once']
  },
  reported: (random) => (happens(random, NOT_REPORTED / 100) ? ['nobody'] : several(random, REPORTED)),
  work: (random, { governorate, feeling }, nth) => [
    leaning(random, (nth === 0 ? POLICE : AUTHORITY)[governorate], feeling * 0.5),
  ],
  nextYear: (random, { governorate, year, feeling }) => [
    leaning(random, NEXT_YEAR[governorate][year], feeling * 0.5),
  ],
  helpMost: (random, { governorate }) => [drawn(random, HELP_MOST[governorate])],
  sex: (_random, { sex }) => [sex],
  ageBand: (_random, { ageBand }) => [ageBand],
} satisfies Record<string, Think> as Readonly<Record<string, Think>>

function topicOf(ask: Ask): keyof typeof TOPICS | undefined {
  const mark = ask.options.findLast(({ id }) => MARKS[id] !== undefined)
  return mark && MARKS[mark.id]
}

/** Place and language: what a person knows of themselves. */
const ownAnswer = (profile: Profile, ask: Ask): string | undefined =>
  [profile.district, profile.governorate, profile.language].find((id) => offers(ask, id))

/** Some would rather not say where they live: decided where the walk begins, since nobody says half of it. */
const keepsPlace = (random: Random, { governorate }: Profile, ask: Ask): boolean =>
  offers(ask, governorate) && offers(ask, 'no_answer') && happens(random, 0.03)

/** In a hundred, by how much is asked of people; about their household they say more seldom what happened. */
const UNSURE: Shares = { nextYear: 9, change: 4, work: 6, helpMost: 4 }
const UNWILLING: Shares = { incident: 5, reported: 4, work: 5, sex: 2, ageBand: 3 }

function nonanswerOf(random: Random, topic: string | undefined, ask: Ask): string | undefined {
  const draw = random() * 100
  const unsure = UNSURE[topic ?? ''] ?? 2
  const unwilling = UNWILLING[topic ?? ''] ?? 2
  if (draw < unsure) return offers(ask, 'dont_know') ? 'dont_know' : undefined
  if (draw < unsure + unwilling) return offers(ask, 'no_answer') ? 'no_answer' : undefined
  return undefined
}

/**
 * One of a scale that runs from good to bad, leaning to the good end with a better feeling. Leaning spreads people
 * around the shares; over everyone the shares stay nearly as they were.
 */
function leaning(random: Random, shares: Shares, feeling: number): string {
  const names = Object.keys(shares)
  const middle = (names.length - 1) / 2
  const leant: Record<string, number> = {}
  names.forEach((name, at) => {
    leant[name] = (shares[name] ?? 0) * Math.exp(feeling * 0.6 * (middle - at))
  })
  return drawn(random, leant)
}

/** Each named as often as its share of 100 says, at least one, the likeliest first. */
function several(random: Random, shares: Shares): readonly string[] {
  const named = Object.keys(shares).filter((name) => happens(random, (shares[name] ?? 0) / 100))
  return named.length > 0 ? named : [drawn(random, shares)]
}

function worriesOf({ governorate, sex, ageBand, year }: Profile): Shares {
  const shares: Shares = WORRIES[governorate]
  const quieter = year === 2019 ? 0.7 : year === 2018 ? 0.85 : 1
  return {
    ...shares,
    clashes: (shares.clashes ?? 0) * quieter,
    kidnapping: (shares.kidnapping ?? 0) * quieter,
    harassment: (shares.harassment ?? 0) * (sex === 'female' ? 2 : 0.4),
    drugs: (shares.drugs ?? 0) * (ageBand === 'age_18_30' ? 0.9 : 1.1),
  }
}

function numberView(random: Random, ask: Ask): View {
  if (happens(random, 0.03) && offers(ask, 'no_answer')) return chosen('no_answer')
  return { kind: 'number', number: Number(drawn(random, HOUSEHOLD)) }
}

function textView(random: Random, profile: Profile, ask: Ask): View {
  if (ask.actions.some(({ id }) => id === '~skip') && happens(random, 0.68)) return { kind: 'skip' }
  return { kind: 'words', words: oneOf(random, WISHES[profile.language]) ?? '…' }
}

function anything(random: Random, ask: Ask): readonly string[] {
  const option = oneOf(random, ask.options)
  return option === undefined ? [] : [option.id]
}

const chosen = (id: string): View => ({ kind: 'options', options: [id] })
const offers = (ask: Ask, id: string): boolean => ask.options.some((option) => option.id === id)
