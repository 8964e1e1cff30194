/**
 * Rounds side by side: what changed in the answers to one question, and whether it may be called a change at all.
 *
 * A change of wording, of the answers offered, or of whom the question was put to makes it another question: refused.
 * Other places, channels or weights ask the same question of others: the figures may stand side by side, flagged with
 * what differs. Whatever is told is told of the last two rounds that have a figure; before them stand those that led up
 * to them without a refusal.
 */
import type { Program, Question } from '../flow/program.ts'
import { changesBetween } from './changes.ts'
import { type Compared, whatDiffers } from './comparability.ts'
import { type Filter, type Finding, keyOf, type Weighting } from './finding.ts'
import type { Trend, TrendReason } from './trend.ts'

/** One round, as far as others are compared with it. */
export interface ComparedRound {
  /** Its number: rounds are compared in this order. */
  readonly round: number
  /** Epoch milliseconds: when it opened. */
  readonly at: number
  readonly madeUp: boolean
  /** Codes of the places that it was for; null: all that its program lists. */
  readonly places: readonly string[] | null
  /** Channels that its answers came over; left out where that is not known, and then not compared. */
  readonly channels?: readonly string[]
  /** The round's own first. */
  readonly programs: readonly Program[]
  readonly weighting: Weighting
  readonly findings: readonly Finding[]
}

/**
 * `rules.designEffect`: of the way people were found, beside the weights; see `Analysis`. Undefined where there is
 * nothing to compare: fewer than two rounds have a figure; a number without bands; answers pooled so differently that
 * no two parts of them can be told in both rounds; or a question that says who answered (place, sex, age), whose figures
 * change with who came and not with what people think.
 */
export function compareRounds(
  rounds: readonly ComparedRound[],
  question: string,
  of: readonly Filter[],
  rules: { readonly designEffect: number },
): Trend | undefined {
  const known = rounds
    .toSorted((one, other) => one.round - other.round)
    .flatMap((round) => pointOf(round, question, of))
  const last = known.at(-1)
  const before = known.at(-2)
  if (last === undefined || before === undefined || last.asked.as !== undefined) return undefined
  const about = { question, kind: last.finding.kind, of }
  const told = (points: readonly Compared[]) =>
    points.map(({ round, finding }) => ({ round: round.round, at: round.at, finding }))

  const { refused } = whatDiffers(before, last)
  if (refused.length > 0)
    return { ...about, points: told([before, last]), changes: [], state: 'refused', reasons: refused }
  const changes = changesBetween(before, last, rules)
  if (changes.length === 0) return undefined
  const { points, flagged } = leadingUp(known)
  const shown = { ...about, points: told(points), changes }
  return flagged.length === 0
    ? { ...shown, state: 'comparable' }
    : { ...shown, state: 'flagged', reasons: flagged }
}

function pointOf(round: ComparedRound, question: string, of: readonly Filter[]): Compared[] {
  const key = keyOf({ question, of })
  const finding = round.findings.find((one) => one.question === question && keyOf(one) === key)
  const asked = askedIn(round.programs, question)
  if (finding?.state !== 'shown' || finding.cells.length === 0 || asked === undefined) return []
  return [{ round, finding, of, ...asked }]
}

/** As the round's own program has it; a question that this one has no more, as the newest that had it. */
function askedIn(
  programs: readonly Program[],
  id: string,
): { readonly asked: Question; readonly program: Program } | undefined {
  for (const program of programs) {
    const asked = program.questions.find((question) => question.id === id)
    if (asked !== undefined) return { asked, program }
  }
  return undefined
}

/** The rounds up to the last, back to the first refusal; and all that must be said of them. */
function leadingUp(known: readonly Compared[]): { points: Compared[]; flagged: TrendReason[] } {
  const points = known.slice(-1)
  const flagged = new Set<TrendReason>()
  for (const earlier of known.slice(0, -1).toReversed()) {
    const later = points[0]
    if (later === undefined) break
    const differs = whatDiffers(earlier, later)
    if (differs.refused.length > 0) break
    for (const reason of differs.flagged) flagged.add(reason)
    points.unshift(earlier)
  }
  return { points, flagged: [...flagged] }
}
