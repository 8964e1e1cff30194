/** Counters of strata: plain, with weights, and summed up. */
import type { Margin } from '../flow/programme.ts'
import { UNSAID, type Weighting } from './finding.ts'
import type { Layout } from './layout.ts'
import { rake } from './rake.ts'

export interface Counter {
  readonly groups: StratumGroups
  people: number
  readonly counts: number[]
}
type StratumGroups = ReturnType<Layout['stratumOf']>['groups']

export interface Counted {
  people: number
  readonly counts: number[]
  /** The same counts with each person's weight, and with its square; empty where a round is not weighted. */
  readonly weighted: number[]
  readonly squares: number[]
}

/** A stratum with what each of its people counts for. */
export interface Weighed extends Counter {
  readonly weight?: number
}

/** Everybody of a stratum has the same weight: nothing else is known of them that the population is known by. */
export function weigh(
  strata: readonly Counter[],
  known: readonly Margin[],
  trim: number,
): { readonly strata: readonly Weighed[]; readonly weighting: Weighting } {
  // What a survey does not ask it cannot be weighted by; another survey of the programme does.
  const margins = known.filter(({ by }) =>
    strata.some(({ groups: { places, others } }) =>
      [...places, ...others].some(({ filter }) => filter.by === by && filter.ids[0] !== UNSAID),
    ),
  )
  if (margins.length === 0) return { strata, weighting: { state: 'none' } }
  const rows = strata.map(({ groups, people }) => ({
    groups: margins.map(({ by }) => {
      const [widest] = groups.places
      const group = by === 'place' ? widest : groups.others.find(({ filter }) => filter.by === by)
      const id = group?.filter.ids[0] ?? UNSAID
      return id === UNSAID ? null : id
    }),
    count: people,
  }))
  const raking = rake(rows, margins, { trim })
  if (raking.state === 'failed') return { strata, weighting: raking }
  const { designEffect, trimmed, weights } = raking
  return {
    strata: strata.map((stratum, at) => ({ ...stratum, weight: weights[at] ?? 1 })),
    weighting: {
      state: 'raked',
      margins: margins.map(({ by }) => by),
      // More would tell how many of the round are of which group.
      designEffect: Math.round(designEffect * 10) / 10,
      trimmed,
    },
  }
}

export const nobody = (): Counted => ({ people: 0, counts: [], weighted: [], squares: [] })

export function sum(strata: readonly Weighed[]): Counted {
  const total = nobody()
  for (const stratum of strata) addTo(total, stratum)
  return total
}

export function addTo(total: Counted, { people, counts, weight }: Weighed): void {
  total.people += people
  addTimes(total.counts, counts, 1)
  if (weight === undefined) return
  addTimes(total.weighted, counts, weight)
  addTimes(total.squares, counts, weight * weight)
}

function addTimes(total: number[], counts: readonly number[], times: number): void {
  for (let at = total.length; at < counts.length; at += 1) total.push(0)
  for (let at = 0; at < counts.length; at += 1) total[at] = (total[at] ?? 0) + (counts[at] ?? 0) * times
}
