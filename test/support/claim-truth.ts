/** What the claims of a sentence mean, told apart by exact counts that nobody may see. */
import type { Finding } from '../../src/findings/finding.ts'
import type { Frequency } from '../../src/findings/natural-frequency.ts'
import type { Claim, Share } from '../../src/findings/plan-finding.ts'

export interface Exact {
  /** People who gave an answer. */
  readonly base: number
  /** By option, all of them. Of a weighted finding, weights. */
  readonly counts: ReadonlyMap<string, number>
  /** The numbers given, where it is a number. */
  readonly values?: readonly number[]
}

/** Why a claim is false; undefined when it is true. */
export function falsehoodIn(claims: readonly Claim[], finding: Finding, exact: Exact): string | undefined {
  if (finding.state === 'withheld')
    return claims.length > 0 ? 'a withheld finding claims something' : undefined
  const shown = new Map(finding.cells.map((cell) => [[...cell.options].sort().join(), cell.percent]))
  const named: string[] = []
  const outside = (own: readonly string[]) =>
    [...exact.counts].filter(([option]) => ![...named, ...own].includes(option)).map(([, count]) => count)
  const each = (options: readonly string[]) => options.map((option) => exact.counts.get(option) ?? 0)
  const beatsTheRest = (options: readonly string[]) =>
    Math.min(...each(options)) > Math.max(-1, ...outside(options))
  const percent = (count: number) => (100 * count) / exact.base

  for (const claim of claims) {
    const shares =
      'shares' in claim
        ? claim.shares
        : claim.kind === 'share'
          ? [claim]
          : 'share' in claim
            ? [claim.share]
            : []
    for (const share of shares) {
      const wrong = falseShare(
        share,
        shown,
        percent(each(share.options).reduce((sum, count) => sum + count, 0)),
      )
      if (wrong !== undefined) return wrong
    }
    const options = shares.flatMap((share) => share.options)
    if (claim.kind === 'commonest') {
      const [only = '', ...others] = named
      named.length = 0
      if (others.length > 0 || !beatsTheRest([only])) return `${only} is not the most common answer`
      named.push(only)
    }
    if (claim.kind === 'next' || claim.kind === 'tied')
      if (!beatsTheRest(options)) return `${options} are not the ${claim.kind} answers`
    if (claim.kind === 'level') {
      const all = [...exact.counts.values()].map(percent)
      if (Math.abs(Math.max(...all) - claim.high) > 0.5 || Math.abs(Math.min(...all) - claim.low) > 0.5)
        return `not all answers lie between ${claim.low}% and ${claim.high}%`
    }
    if (claim.kind === 'hidden' && finding.hidden.length === 0) return 'nothing is hidden'
    const { values = [] } = exact
    const within = (low: number, high: number) =>
      values.filter((value) => value >= low && value <= high).length / values.length
    if (claim.kind === 'median')
      if (within(-Infinity, claim.low) < 0.5 || within(claim.high, Infinity) < 0.5)
        return `half did not say ${claim.low} or less, and half ${claim.high} or more`
    if (claim.kind === 'middle' && middleOf(values).some((value) => value < claim.low || value > claim.high))
      return `the middle half did not say ${claim.low} to ${claim.high}`
    if (claim.kind !== 'pool') named.push(...options)
  }
  return undefined
}

/** Those who have at least a quarter of the others below them, and at least a quarter above: ties stay in the row. */
function middleOf(values: readonly number[]): readonly number[] {
  const quarter = (values.length - 1) / 4
  return [...values].sort((a, b) => a - b).slice(Math.ceil(quarter), Math.floor(3 * quarter) + 1)
}

function falseShare(share: Share, shown: ReadonlyMap<string, number>, exact: number): string | undefined {
  const { options, percents, frequency } = share
  const charted =
    percents.length === 1
      ? [shown.get([...options].sort().join())]
      : options.map((option) => shown.get(option))
  if (charted.join() !== percents.join())
    return `the chart says ${charted} of ${options}, the sentence ${percents}`
  return isTrue(frequency, exact, percents.length)
    ? undefined
    : `${JSON.stringify(frequency)} is not true of ${exact}% for ${options}`
}

/** `summed`: so many figures of the chart, each rounded on its own. */
export function isTrue(frequency: Frequency, exact: number, summed: number): boolean {
  const near = (count: number, every: number, by: number) => Math.abs(exact - (100 * count) / every) <= by
  const slack = (summed - 1) / 2
  switch (frequency.kind) {
    case 'exact':
      return near(frequency.count, frequency.every, 1)
    case 'about':
      return near(frequency.count, frequency.every, 2.5 + slack)
    case 'half':
      return near(1, 2, 0.5)
    case 'about_half':
      return near(1, 2, 2.5 + slack)
    case 'over_half':
      return exact > 50
    case 'between':
      return (
        exact > (100 * frequency.low) / frequency.every && exact < (100 * frequency.high) / frequency.every
      )
    case 'under':
      return exact < 100 / frequency.every
    case 'over':
      return exact > (100 * frequency.count) / frequency.every
    case 'nearly_all':
      return exact >= 97.5 - slack
  }
}
