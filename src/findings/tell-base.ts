/** Whose answers a sentence speaks of: "of the 212 people who answered in Basra". */
import type { Phrase } from '../language/texts.ts'
import { type Filter, type ShownFinding, UNSAID } from './finding.ts'
import { isNoun, nounOf, qualifierOf } from './tell-group.ts'
import { fill, numberIn, phraseOf, type Teller } from './teller.ts'

/** With the number, the group and the place: "of the 98 women who answered in Basra". */
export function basePhrase(teller: Teller, { base, of }: Pick<ShownFinding, 'base' | 'of'>): Phrase {
  const values = { people: numberIn(teller, base), ...narrowings(teller, of) }
  return phraseOf(teller, `base.${nounOf(of)}`, values, base)
}

/** "Only 24 people answered in Basra", to begin with. */
export function onlyPhrase(teller: Teller, { base, of }: Pick<ShownFinding, 'base' | 'of'>): Phrase {
  const values = { people: numberIn(teller, base), ...narrowings(teller, of) }
  return phraseOf(teller, `only.${nounOf(of)}`, values, base)
}

/** "Nobody answered in Basra", to begin with. */
export const nobodyPhrase = (teller: Teller, of: readonly Filter[]): Phrase =>
  phraseOf(teller, `nobody.${nounOf(of)}`, narrowings(teller, of))

/** "of them", where the sentence before has said who they are. */
export const themPhrase = (teller: Teller, of: readonly Filter[]): Phrase =>
  phraseOf(teller, `them.${nounOf(of)}`)

/** "of the women who answered in Basra": without a number, where each round has its own. */
export const answeringPhrase = (teller: Teller, of: readonly Filter[]): Phrase =>
  phraseOf(teller, `answering.${nounOf(of)}`, narrowings(teller, of))

/** "what the people who answered in Basra said did not clearly change from round 2 to round 3." `rounds`: both numbers. */
export const unchangedPhrase = (
  teller: Teller,
  of: readonly Filter[],
  rounds: { readonly from: string; readonly to: string },
): string => fill(teller, `trend.none.${nounOf(of)}`, { ...rounds, ...narrowings(teller, of) })

/** `place`: "in Basra", and what was not said; `group`: "in the age group …". Empty where there is none. */
function narrowings(teller: Teller, of: readonly Filter[]): { place: Phrase; group: Phrase } {
  const phrase = (filters: readonly Filter[]): Phrase => ({
    phrase: filters.map((filter) => qualifierOf(teller, filter)).join(' '),
  })
  const told = of.filter((filter) => !isNoun(filter))
  return {
    place: phrase(told.filter(saysHow)),
    group: phrase(told.filter((filter) => !saysHow(filter))),
  }
}

/** Follows the verb in a sentence, and not the people: where they answered, or what they did not say. */
const saysHow = ({ by, ids }: Filter): boolean => by === 'place' || ids.every((id) => id === UNSAID)
