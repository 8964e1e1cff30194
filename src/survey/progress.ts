/** What staff see of a round under way: how far people came, and how many are still hoped for. Small counts are not told. */
import { STAFF_MINIMUM } from '../limits.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { countFunnel, type Funnel } from './funnel.ts'
import { programsByHash } from './read-round.ts'
import { createTargetTest, listTargets, type Target, targetsOf } from './targets.ts'

/** `few`: at least one, and under the minimum. */
export type StaffCount = number | 'few'

export interface Stage {
  readonly count: StaffCount
  /** Of those reached, a whole number; null where the count is not told, or nobody was reached. */
  readonly percent: number | null
}

export type Progress = { readonly [stage in Exclude<keyof Funnel, 'left'>]: Stage } & {
  readonly left: readonly { readonly question: string | null; readonly count: StaffCount }[]
  readonly targets: readonly TargetProgress[]
}

export interface TargetProgress extends Target {
  /** Of the group's people, those who finished. */
  readonly count: StaffCount
  /** Null where the count is not told. */
  readonly missing: number | null
}

/** A round's progress as it stands this moment. `minimum`: the least count that is told, in people. */
export async function readProgress(
  database: Database,
  round: RoundRow,
  minimum: number = STAFF_MINIMUM,
): Promise<Progress> {
  const program = (await programsByHash(database, round))(round.program)
  const targets = listTargets(targetsOf(round))
  const counts = targets.map(() => 0)
  const belongs = program === undefined ? () => false : createTargetTest(program)
  const { left, ...funnel } = await countFunnel(database, round, ({ finished, answers }) => {
    if (!finished) return
    for (const [at, target] of targets.entries())
      if (belongs(target, answers)) counts[at] = (counts[at] ?? 0) + 1
  })
  const told = (count: number): StaffCount => (count > 0 && count < minimum ? 'few' : count)
  const stage = (count: number): Stage => {
    const shown = told(count)
    const percent =
      shown === 'few' || told(funnel.reached) === 'few' || funnel.reached === 0
        ? null
        : Math.round((100 * shown) / funnel.reached)
    return { count: shown, percent }
  }
  return {
    reached: stage(funnel.reached),
    consented: stage(funnel.consented),
    started: stage(funnel.started),
    finished: stage(funnel.finished),
    declined: stage(funnel.declined),
    notEligible: stage(funnel.notEligible),
    undecided: stage(funnel.undecided),
    underWay: stage(funnel.underWay),
    expired: stage(funnel.expired),
    left: left.map(({ question, count }) => ({ question, count: told(count) })),
    targets: targets.map((target, at) => {
      const count = told(counts[at] ?? 0)
      return { ...target, count, missing: count === 'few' ? null : Math.max(0, target.target - count) }
    }),
  }
}
