/** Groups of people by name: "Women in Basra". */
import { isolate } from '../language/isolate.ts'
import type { Phrase } from '../language/texts.ts'
import { type Filter, UNSAID } from './finding.ts'
import { quoted } from './tell-options.ts'
import { fill, listed, numberIn, sentence, type Teller } from './teller.ts'

/** So many names are read out; of more, the first and how many others. */
const NAMES = 3

/**
 * A label for a group, to stand alone: "Women in Basra", "Basra", "People in the age group “From 18 to 30”", "Did not say
 * their age", "Everybody" for no filter. Sentences about findings name their groups themselves. `first`: of several places
 * told together, the one to name first.
 */
export function tellGroup(teller: Teller, given: readonly Filter[], first?: string): string {
  const of = given.map((filter) => beginningWith(filter, first))
  const place = of.find(({ by }) => by === 'place')
  const other = of.find(({ by }) => by !== 'place')
  if (other === undefined)
    return place === undefined ? fill(teller, 'group.everybody') : tellFilter(teller, place)
  const where = { phrase: place === undefined ? '' : qualifierOf(teller, place) }
  if (other.ids.every((id) => id === UNSAID)) {
    const group = { phrase: unsaid(teller, other.by) }
    return place === undefined ? group.phrase : fill(teller, 'group.in_place', { group, place: where })
  }
  const noun = nounOf(of)
  const group = { phrase: noun === 'people' ? qualifierOf(teller, other) : '' }
  return sentence(fill(teller, `group.${noun}`, { group, place: where }), teller.language)
}

/**
 * The shortest label, for where it is plain what the groups are of: "Women", "From 18 to 30", "Basra", "Did not say". Answers
 * that stand with others are quoted: they may hold commas of their own. `first` as for `tellGroup`.
 */
export function tellFilter(teller: Teller, filter: Filter, first?: string): string {
  const { by, ids } = beginningWith(filter, first)
  const known = ids.filter((id) => id !== UNSAID)
  if (known.length === 0) return by === 'place' ? unsaid(teller, by) : fill(teller, 'group.unsaid')
  const inQuotes = kindOf(by) === 'answer' && ids.length > 1
  const names = listed(teller, namesOf(teller, by, known, inQuotes), 'and')
  const path = known.length < ids.length ? 'group.or_unsaid' : known.length > 1 ? 'together' : 'group.one'
  return sentence(fill(teller, path, { names, answers: names }), teller.language)
}

const beginningWith = (filter: Filter, first: string | undefined): Filter =>
  first !== undefined && filter.ids.includes(first)
    ? { ...filter, ids: [first, ...filter.ids.filter((id) => id !== first)] }
    : filter

function unsaid(teller: Teller, by: string): string {
  return fill(teller, `group.${kindOf(by)}_unsaid`, { topic: topicOf(teller, by) })
}

/** Whether the noun says it all: "women". */
export const isNoun = (filter: Filter): boolean => nounOf([filter]) !== 'people'

/** Which noun the people of a group are called by, with its own plural forms and agreement. */
export function nounOf(of: readonly Filter[]): 'people' | 'female' | 'male' {
  const sex = of.find(({ by }) => by === 'sex')
  const [id, other] = sex?.ids ?? []
  return other === undefined && (id === 'female' || id === 'male') ? id : 'people'
}

/** What narrows the people down, beside their noun: "in Basra", "in the age group “From 18 to 30”", "without saying their age". */
export function qualifierOf(teller: Teller, { by, ids }: Filter): string {
  const known = ids.filter((id) => id !== UNSAID)
  const kind = kindOf(by)
  const topic = topicOf(teller, by)
  if (known.length === 0) return fill(teller, `narrow.${kind}_unsaid`, { topic })
  const names = listed(teller, namesOf(teller, by, known, kind === 'age_band' || kind === 'answer'), 'or')
  if (known.length < ids.length) return fill(teller, `narrow.${kind}_or_unsaid`, { names, topic })
  return fill(teller, `narrow.${kind}`, { names, topic })
}

const kindOf = (by: string): 'place' | 'sex' | 'age_band' | 'answer' =>
  by === 'place' || by === 'sex' || by === 'age_band' ? by : 'answer'

const topicOf = (teller: Teller, by: string): Phrase => ({
  phrase: quoted(teller, teller.wording.topic(teller.wording.grouping(by))),
})

/** The names of a filter's options; of many, the first and how many others. */
function namesOf(teller: Teller, by: string, ids: readonly string[], inQuotes: boolean): string[] {
  const { wording } = teller
  const names = ids.map((id) => {
    if (by === 'sex' && isNoun({ by, ids: [id] })) return groupNoun(teller, id)
    const name = wording.option(wording.grouping(by), id)
    return inQuotes ? quoted(teller, name) : isolate(name)
  })
  if (names.length <= NAMES) return names
  const rest = names.length - 1
  const values = { first: { phrase: names[0] ?? '' }, count: numberIn(teller, rest) }
  return [fill(teller, by === 'place' ? 'list.other_places' : 'list.other_answers', values, rest)]
}

/** "Women": without anything that narrows them down. */
const groupNoun = (teller: Teller, noun: string): string => {
  const none = { phrase: '' }
  return fill(teller, `group.${noun}`, { group: none, place: none })
}
