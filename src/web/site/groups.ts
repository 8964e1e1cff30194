/** Findings side by side: the groups that one question's answers are broken down into. */
import { type Filter, type Finding, findingOf } from '../../findings/finding.ts'
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

/** Those that are told and those that are not. */
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

/** Whether any group of this breakdown is told. */
export const hasTold = (
  published: IndexedRound,
  question: string,
  within: readonly Filter[],
  by: string,
): boolean => groupsBy(published, question, within, by).some(({ finding }) => finding.state === 'shown')

/** What is told of one place, alone or with others; undefined where the question is not divided by place. */
export const findingAt = (
  published: IndexedRound,
  question: string,
  place: string,
): DatedFinding | undefined => findingOf(published.about(question), question, [{ by: 'place', id: place }])

/** The figures of a question by place, by the code of each place; several places that are told together share one. */
export function byPlace(published: IndexedRound, question: string): ReadonlyMap<string, DatedFinding> {
  const told = groupsBy(published, question, [], 'place')
    .filter(({ finding }) => finding.state === 'shown')
    // A place's own finding stands, where it has one and is told with others, too.
    .toSorted((one, other) => other.filter.ids.length - one.filter.ids.length)
  return new Map(told.flatMap(({ filter, finding }) => filter.ids.map((code) => [code, finding] as const)))
}

/** Of places that are told together, the one that a page is about is named first. */
export const namedFirst = (of: readonly Filter[], place: string | undefined): readonly Filter[] =>
  of.map((filter) =>
    filter.by === 'place' && place !== undefined && filter.ids.includes(place)
      ? { ...filter, ids: [place, ...filter.ids.filter((code) => code !== place)] }
      : filter,
  )

/** The filter that comes after `within`, where the finding is of one group within it. */
function lastWithin({ of }: Finding, within: readonly Filter[]): Filter | undefined {
  if (of.length !== within.length + 1) return undefined
  return within.every(({ by, ids }, at) => of[at]?.by === by && of[at]?.ids.join() === ids.join())
    ? of.at(-1)
    : undefined
}
