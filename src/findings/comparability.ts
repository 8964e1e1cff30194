/** Whether one round's finding may stand beside another's, and what must be said when it does. */
import type { Place, Program, Question } from '../flow/program.ts'
import { whatWasAskedDiffers } from './asked-alike.ts'
import type { ComparedRound } from './compare-rounds.ts'
import { type Filter, type ShownFinding, UNSAID, type Weighting } from './finding.ts'
import type { TrendReason } from './trend.ts'

/** Under so many people a share says nothing of others (older NCHS rule). */
const LEAST_BASE = 30

/** A round's finding with what it was asked by. */
export interface Compared {
  readonly round: ComparedRound
  readonly finding: ShownFinding
  readonly of: readonly Filter[]
  readonly asked: Question
  /** The program that `asked` is from. */
  readonly program: Program
}

export interface Differs {
  /** Why it must not be called a change. */
  readonly refused: readonly TrendReason[]
  /** What must stand beside it. */
  readonly flagged: readonly TrendReason[]
}

export function whatDiffers(before: Compared, after: Compared): Differs {
  const refused: TrendReason[] = whatWasAskedDiffers(before, after)
  if (before.round.madeUp !== after.round.madeUp) refused.push('made_up')
  if (before.finding.base < LEAST_BASE || after.finding.base < LEAST_BASE) refused.push('few')
  const flagged: TrendReason[] = []
  // Within one of the rounds the question was asked in two ways, or the group was told by another question.
  if ([before, after].some(({ finding }) => finding.flags.includes('wording')) || groupDiffers(before, after))
    flagged.push('wording')
  if (!sameSet(placesOf(before), placesOf(after))) flagged.push('places')
  const { channels } = before.round
  if (channels !== undefined && !sameSet(channels, after.round.channels ?? channels)) flagged.push('mode')
  if (!sameSet(marginsOf(before.round.weighting), marginsOf(after.round.weighting))) flagged.push('weighting')
  return { refused, flagged }
}

/** Women, or people under thirty, are others once the question that told them apart is another. */
function groupDiffers(before: Compared, after: Compared): boolean {
  return after.of.some(({ by }) => {
    if (by === 'place') return false
    const [one, other] = [before, after].map(({ round }) =>
      round.programs[0]?.questions.find((question) => question.as === by || question.id === by),
    )
    if (one === undefined || other === undefined) return one !== other
    const [of, to] = [before.round.programs[0], after.round.programs[0]]
    if (of === undefined || to === undefined) return false
    return whatWasAskedDiffers({ asked: one, program: of }, { asked: other, program: to }).some(
      (reason) => reason !== 'routing',
    )
  })
}

/**
 * Codes of the places that the figure covers: those of the round, with all that lies in them, as far as they lie in the
 * place that the figure is of. Names do not count: a place that is only called otherwise is the same place.
 */
function placesOf({ round, of }: Compared): ReadonlySet<string> {
  const listed = new Map((round.programs[0]?.places ?? []).map((place) => [place.code, place]))
  const all = new Set([...listed.keys(), ...(round.places ?? [])])
  const within = of.find(({ by }) => by === 'place')?.ids ?? [UNSAID]
  return new Set(
    [...all].filter((code) => {
      const above = new Set(upFrom(code, listed))
      if (round.places !== null && !round.places.some((place) => above.has(place))) return false
      return within.includes(UNSAID) || within.some((place) => above.has(place))
    }),
  )
}

function upFrom(code: string, listed: ReadonlyMap<string, Place>): string[] {
  const walked = [code]
  for (let place = listed.get(code); place?.parent != null; place = listed.get(place.parent)) {
    if (walked.includes(place.parent)) break
    walked.push(place.parent)
  }
  return walked
}

/** Figures whose weighting failed are unweighted, as those of a round without any. */
const marginsOf = (weighting: Weighting): readonly string[] =>
  weighting.state === 'raked' ? weighting.margins : []

function sameSet(one: Iterable<string>, other: Iterable<string>): boolean {
  const [first, second] = [new Set(one), new Set(other)]
  return first.size === second.size && [...first].every((item) => second.has(item))
}
