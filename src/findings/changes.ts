/** What changed from one round to the next, option by option, and what of it is more than chance. */
import type { Question } from '../flow/program.ts'
import { cellsIn, commonBlocks } from './common-cells.ts'
import type { Compared } from './comparability.ts'
import { type Cell, type ShownFinding, UNLISTED } from './finding.ts'
import { wholePercent } from './percent.ts'
import { holm, type Share, testDifference } from './significance.ts'
import type { Change } from './trend.ts'

const SIGNIFICANT = 0.05

/**
 * In the order of the later finding. Of several answers, each option that both show; of one choice, places or bands, the
 * finest parts that both can tell. Empty where nothing can be told in both.
 */
export function changesBetween(
  before: Compared,
  after: Compared,
  { designEffect }: { readonly designEffect: number },
): Change[] {
  const blocks = blocksOf(before.finding, after.finding)
  const told = blocks.map((block) => ({
    block,
    from: cellsIn(before.finding.cells, block),
    to: cellsIn(after.finding.cells, block),
  }))
  const tests = told.map(({ from, to }) =>
    testDifference(shareOf(from, before.finding, designEffect), shareOf(to, after.finding, designEffect)),
  )
  // Of two parts, one is what the other leaves: both tests are the same one, and there is nothing to adjust.
  const alone = after.finding.kind !== 'choose_many' && blocks.length === 2
  const adjusted = alone ? tests.map(({ p }) => p) : holm(tests.map(({ p }) => p))
  return told.map(({ block, from, to }, at) => {
    const part = partNamed(after.asked, block)
    const p = adjusted[at] ?? 1
    const percents = { from: percentOf(from, before.finding), to: percentOf(to, after.finding) }
    return {
      options: [...block],
      ...(part === undefined ? {} : { part }),
      ...percents,
      z: tests[at]?.z ?? 0,
      p,
      // Of many thousands, a difference can be sure and still be none in whole percents.
      changed: p < SIGNIFICANT && percents.from !== percents.to,
    }
  })
}

function blocksOf(before: ShownFinding, after: ShownFinding): ReadonlySet<string>[] {
  const order = (block: ReadonlySet<string>) =>
    after.cells.findIndex(({ options }) => options.some((option) => block.has(option)))
  if (after.kind === 'choose_many') {
    const earlier = new Set(before.cells.map(({ options }) => options.join(' ')))
    return after.cells
      .filter(({ options }) => earlier.has(options.join(' ')))
      .map(({ options }) => new Set(options))
  }
  const blocks = commonBlocks(before.cells, after.cells).filter(
    // Answers that no program lists are not an opinion, and may be in one round only.
    (block) => !(block.size === 1 && block.has(UNLISTED)),
  )
  return blocks.length < 2 ? [] : blocks.toSorted((one, other) => order(one) - order(other))
}

/** Weighted figures are only known as they are shown. */
function shareOf(cells: readonly Cell[], finding: ShownFinding, designEffect: number): Share {
  const { base } = finding
  if (finding.designEffect === undefined) {
    const count = cells.reduce((sum, cell) => sum + cell.count, 0)
    return { share: count / base, base, designEffect }
  }
  // What is shown as 0 or 100 is nearly that and not quite, and a share of exactly 0 would be taken for sure.
  const share = Math.min(0.9975, Math.max(0.0025, percentOf(cells, finding) / 100))
  return { share, base, designEffect: designEffect * finding.designEffect }
}

function percentOf(cells: readonly Cell[], { base, designEffect }: ShownFinding): number {
  if (designEffect !== undefined)
    return Math.min(
      100,
      cells.reduce((sum, { percent }) => sum + percent, 0),
    )
  return wholePercent(
    cells.reduce((sum, { count }) => sum + count, 0),
    base,
  )
}

/** The part of the flow's scale that these options are, where they are one. */
function partNamed(question: Question, block: ReadonlySet<string>): string | undefined {
  const options = [...block].filter((option) => option !== UNLISTED)
  const scale = question.kind === 'choose' ? (question.scale ?? []) : []
  return scale.find(
    (part) =>
      part.options.length === options.length && options.every((option) => part.options.includes(option)),
  )?.id
}
