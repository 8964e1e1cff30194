/** Findings side by side: the groups that one question's answers are broken down into. */
import type { Filter, Finding } from '../../findings/finding.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import type { DatedFinding } from '../../survey/snapshots.ts'

export interface Group {
  /** The group within everybody, or within the place. */
  readonly filter: Filter
  readonly finding: DatedFinding
}

/** What a question can be broken down by, places aside; `within` is empty for everybody, or one place. */
export function dimensionsOf(
  published: IndexedRound,
  question: string,
  within: readonly Filter[],
): readonly string[] {
  const found = published.about(question).flatMap((finding) => {
    const filter = lastWithin(finding, within)
    return filter === undefined || filter.by === 'place' ? [] : [filter.by]
  })
  return [...new Set(found)]
}

export function groupsBy(
  published: IndexedRound,
  question: string,
  within: readonly Filter[],
  by: string,
): readonly Group[] {
  return published.about(question).flatMap((finding) => {
    const filter = lastWithin(finding, within)
    return filter?.by === by ? [{ filter, finding }] : []
  })
}

/** The findings of a question by place, by the code of each place; several places that are told together share one. */
export function byPlace(published: IndexedRound, question: string): ReadonlyMap<string, DatedFinding> {
  return new Map(
    groupsBy(published, question, [], 'place').flatMap(({ filter, finding }) =>
      filter.ids.map((code) => [code, finding] as const),
    ),
  )
}

/** The filter that comes after `within`, where the finding is of one group within it. */
function lastWithin({ of }: Finding, within: readonly Filter[]): Filter | undefined {
  if (of.length !== within.length + 1) return undefined
  return within.every(({ by, ids }, at) => of[at]?.by === by && of[at]?.ids.join() === ids.join())
    ? of.at(-1)
    : undefined
}
