/**
 * Raking: weights that give a round's people the population's shares in several margins at once, where only the margins
 * are known (iterative proportional fitting; Deming and Stephan, Annals of Mathematical Statistics 11, 1940). With one
 * margin it is post-stratification. Weights have a mean of 1 and are cut back to a limit inside the loop, so that the
 * margins are met with the cut weights or not at all.
 */
import type { Margin } from '../flow/programme.ts'
import { designEffectOf } from './design-effect.ts'

/** People who are in the same group of every margin, told once: work grows with rows, not with people. */
export interface RakedRow {
  /** By margin, in the order of the margins: its group, or null for people who did not say. */
  readonly groups: readonly (string | null)[]
  /** People. */
  readonly count: number
}

export interface RakingOptions {
  /** A weight is at most so many times the mean; 1 or more. See `Analysis.trim`. */
  readonly trim: number
  /** How far from its share each group may stay. */
  readonly tolerance?: number
  /** Times that every margin is fitted, before it is given up. */
  readonly iterations?: number
}

export type Raking =
  | {
      readonly state: 'raked'
      /** One a row, in the order given; their mean over all people is 1. */
      readonly weights: readonly number[]
      readonly iterations: number
      /** People whose weight was cut back. */
      readonly trimmed: number
      /** Kish's. */
      readonly designEffect: number
    }
  /** A group that is in the population is not among the people: no weight can make up for it. */
  | { readonly state: 'failed'; readonly reason: 'empty'; readonly margin: string; readonly group: string }
  /** The margins contradict each other, or would need weights over the limit. `margin`: the one furthest from its shares. */
  | { readonly state: 'failed'; readonly reason: 'not_converged'; readonly margin: string }

/**
 * Never throws for what people answered. Those who did not say which group of a margin they are in keep, in that margin,
 * the weight that the others gave them: it is met among those who said. That takes the silent to be like the rest; any
 * other share for them would be invented. A group that the margin does not name counts as not said.
 */
export function rake(
  rows: readonly RakedRow[],
  margins: readonly Margin[],
  { trim, tolerance = 1e-6, iterations = 1000 }: RakingOptions,
): Raking {
  const plans = margins.map((margin, at) => planOf(margin, at, rows))
  for (const { by, groups } of plans) {
    const empty = groups.find(({ members }) => members.every((row) => rows[row]?.count === 0))
    if (empty !== undefined) return { state: 'failed', reason: 'empty', margin: by, group: empty.id }
  }
  const counts = rows.map(({ count }) => count)
  const weights = rows.map(() => 1)
  let worst: { readonly by: string; readonly off: number } | undefined
  let everCut = false
  for (let iteration = 0; iteration <= iterations; iteration += 1) {
    if (iteration > 0) {
      for (const plan of plans) meet(plan, weights, counts)
      if (cut(weights, counts, trim)) everCut = true
    }
    worst = plans
      .map((plan) => ({ by: plan.by, off: distance(plan, weights, counts) }))
      .reduce<typeof worst>((most, one) => (most === undefined || one.off > most.off ? one : most), undefined)
    if (worst === undefined || worst.off <= tolerance)
      return {
        state: 'raked',
        weights,
        iterations: iteration,
        trimmed: everCut ? sumOf(counts.filter((_, row) => isAt(trim, weights[row]))) : 0,
        designEffect: designEffectOf(weights, counts),
      }
  }
  return { state: 'failed', reason: 'not_converged', margin: worst?.by ?? '' }
}

interface Plan {
  readonly by: string
  readonly groups: readonly {
    readonly id: string
    /** Of those who said; all together 1. */
    readonly share: number
    /** Indexes of rows. */
    readonly members: readonly number[]
  }[]
}

function planOf({ by, shares }: Margin, at: number, rows: readonly RakedRow[]): Plan {
  const named = Object.entries(shares).filter(([, share]) => share > 0)
  const whole = sumOf(named.map(([, share]) => share))
  return {
    by,
    groups: named.map(([id, share]) => ({
      id,
      share: share / whole,
      members: rows.flatMap(({ groups }, row) => (groups[at] === id ? [row] : [])),
    })),
  }
}

/** Each group to its share of those who said; their weight together stays what it was. */
function meet({ groups }: Plan, weights: number[], counts: readonly number[]): void {
  const weighed = groups.map(({ members }) => weightOf(members, weights, counts))
  const whole = sumOf(weighed)
  for (const [at, { share, members }] of groups.entries()) {
    const now = weighed[at] ?? 0
    // Margins that contradict each other drive some weights to nothing, and nothing cannot be scaled.
    if (now === 0) continue
    for (const row of members) weights[row] = (weights[row] ?? 0) * ((share * whole) / now)
  }
}

/** Brings weights over the limit down to it, and hands what they lose to the rest, until none is over. Says if any was. */
function cut(weights: number[], counts: readonly number[], limit: number): boolean {
  const people = sumOf(counts)
  const kept = new Set<number>()
  for (;;) {
    const over = weights.flatMap((weight, row) => (weight > limit && !kept.has(row) ? [row] : []))
    if (over.length === 0) return kept.size > 0
    for (const row of over) {
      kept.add(row)
      weights[row] = limit
    }
    const others = weights.flatMap((_, row) => (kept.has(row) ? [] : [row]))
    const left = people - limit * sumOf([...kept].map((row) => counts[row] ?? 0))
    const now = weightOf(others, weights, counts)
    // With a limit of 1, nobody is left who could take more.
    if (now === 0) return true
    for (const row of others) weights[row] = (weights[row] ?? 0) * (left / now)
  }
}

/** Cutting and fitting in turn come as near to the limit as to the margins, never quite to it. */
const isAt = (limit: number, weight = 0): boolean => weight > limit * (1 - 1e-4)

/** How far the group that is furthest from its share is from it. */
function distance({ groups }: Plan, weights: readonly number[], counts: readonly number[]): number {
  const weighed = groups.map(({ members }) => weightOf(members, weights, counts))
  const whole = sumOf(weighed)
  return Math.max(0, ...groups.map(({ share }, at) => Math.abs((weighed[at] ?? 0) / whole - share)))
}

function weightOf(rows: readonly number[], weights: readonly number[], counts: readonly number[]): number {
  let sum = 0
  for (const row of rows) sum += (weights[row] ?? 0) * (counts[row] ?? 0)
  return sum
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)
