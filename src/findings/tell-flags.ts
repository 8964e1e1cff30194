/** What must be known beside a figure: how far it carries. */
import type { Filter, Finding, Flag, ShownFinding, Weighting } from './finding.ts'
import { quoted } from './tell-options.ts'
import { fill, listed, numberIn, type Teller } from './teller.ts'

const ORDER: readonly Flag[] = ['few', 'small', 'wide', 'half_way', 'wording']

/** One sentence for each of a finding's flags, the gravest first. */
export const tellFlags = (teller: Teller, { base, flags }: ShownFinding): string[] =>
  ORDER.filter((flag) => flags.includes(flag)).map((flag) =>
    fill(teller, `flags.${flag}`, { people: numberIn(teller, base) }, base),
  )

/** What stands beside all figures: true of those who answered, and the least safe places are the hardest to reach. */
export const tellCoverage = (teller: Teller): string => fill(teller, 'coverage')

/**
 * That the percents of some of these findings are adjusted to the true sizes of groups; undefined where none are. Said
 * once of all of them, at the end; `tellWeighting` also names the groups, where the round is known.
 */
export const tellAdjusted = (teller: Teller, findings: readonly Finding[]): string | undefined =>
  findings.some((one) => one.state === 'shown' && one.designEffect !== undefined && one.cells.length > 0)
    ? fill(teller, 'weighting.adjusted')
    : undefined

/** What weighting did to the figures, or why there is none; undefined where none was asked for. */
export function tellWeighting(teller: Teller, weighting: Weighting): string | undefined {
  if (weighting.state === 'none') return undefined
  if (weighting.state === 'raked') {
    const margins = listed(
      teller,
      weighting.margins.map((by) => marginName(teller, by)),
      'and',
    )
    return fill(teller, 'weighting.raked', { margins })
  }
  const margin = { phrase: marginName(teller, weighting.margin) }
  const { reason, group } = weighting
  if (reason === 'not_converged' || group === undefined)
    return fill(teller, `weighting.${reason}`, { margin })
  const { wording } = teller
  const name = wording.option(wording.grouping(weighting.margin), group)
  return fill(teller, 'weighting.empty_group', { margin, group: { phrase: quoted(teller, name) } })
}

/** "place", "sex", "age", or the topic of a question. */
function marginName(teller: Teller, by: Filter['by']): string {
  if (by === 'place' || by === 'sex' || by === 'age_band') return fill(teller, `margin.${by}`)
  return fill(teller, 'margin.answer', { topic: { phrase: quoted(teller, teller.wording.topic(by)) } })
}
