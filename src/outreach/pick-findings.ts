/** Which findings a summary tells: those asked for, or a sensible handful. */
import {
  type Filter,
  type Finding,
  keyOf,
  type ShownFinding,
  type WithheldFinding,
} from '../findings/finding.ts'
import type { Program, Question } from '../flow/program.ts'
import { type Refusal, refused } from './summary.ts'

/** More than five are not read on a phone. */
const MOST = 5
/** So many are proposed: picture and text then fit a phone without much scrolling. */
const PROPOSED = 4

/**
 * The published findings that these names mean: a question's id stands for that question in the summary's place, a whole
 * key (`change?place=basra&sex=female`) for itself. What is withheld is refused with its reason.
 */
export function pickFindings(
  published: readonly Finding[],
  names: readonly string[],
  place: string | null,
): ShownFinding[] | Refusal {
  const byKey = new Map(published.map((finding) => [keyOf(finding), finding]))
  const of = ofPlace(place)
  const picked: ShownFinding[] = []
  for (const name of [...new Set(names)]) {
    const key = name.includes('?') ? name : keyOf({ question: name, of })
    const finding = byKey.get(key)
    if (finding === undefined) return refused(unknown(key, published, of))
    if (finding.state === 'withheld') return refused(`${key} is withheld: ${whyWithheld(finding)}.`)
    picked.push(finding)
  }
  if (picked.length > MOST)
    return refused(
      `A summary tells at most ${MOST} findings; given: ${picked.length}. Make a second one for the rest.`,
    )
  return picked
}

/**
 * Without names: what most were asked about their life, of each kind something. Scales first, two at most; then a
 * question with several answers and one with a single choice; what is left is filled up. In the flow's order.
 */
export function proposeFindings(
  published: readonly Finding[],
  programs: readonly Program[],
  place: string | null,
): ShownFinding[] | Refusal {
  const wanted = JSON.stringify(ofPlace(place))
  const questions = new Map(
    programs.toReversed().flatMap((one) => one.questions.map((each) => [each.id, each])),
  )
  const here = published.filter(({ of }) => JSON.stringify(of) === wanted)
  const shown = here.filter((finding): finding is ShownFinding => finding.state === 'shown')
  const told = shown.flatMap((finding) => {
    const question = questions.get(finding.question)
    const kind = question === undefined ? null : kindOf(question)
    return kind === null ? [] : [{ finding, kind }]
  })
  if (told.length === 0) return refused(nothing(here, place))
  const largest = Math.max(...told.map(({ finding }) => finding.base))
  // What only some were asked comes last.
  const order = [...told].sort(
    (one, other) => Number(isRouted(one.finding, largest)) - Number(isRouted(other.finding, largest)),
  )
  const of = (kind: Kind, most: number) => order.filter((one) => one.kind === kind).slice(0, most)
  const mixed = [...of('scale', 2), ...of('several', 1), ...of('choice', 1), ...order]
  const best = new Set([...new Set(mixed)].slice(0, PROPOSED).map(({ finding }) => finding))
  return told.map(({ finding }) => finding).filter((finding) => best.has(finding))
}

const isRouted = ({ base }: ShownFinding, largest: number): boolean => 2 * base < largest

type Kind = 'scale' | 'several' | 'choice' | 'number'

/** Null: says who people are, not how they live; or is never published. */
function kindOf(question: Question): Kind | null {
  if (question.as !== undefined || question.by === true) return null
  if (question.kind === 'choose') return question.scale === undefined ? 'choice' : 'scale'
  if (question.kind === 'choose_many') return 'several'
  return question.kind === 'number' ? 'number' : null
}

const ofPlace = (place: string | null): readonly Filter[] =>
  place === null ? [] : [{ by: 'place', ids: [place] }]

/** Why a finding is withheld, as staff read it. */
export function whyWithheld({ reason }: WithheldFinding): string {
  switch (reason) {
    case 'few':
      return 'too few people answered'
    case 'revealing':
      return 'the figures would tell too much about a few people'
    case 'text':
      return 'answers in people’s own words are never published'
    case 'open':
      return 'by group only when the round is closed'
  }
}

function unknown(key: string, published: readonly Finding[], of: readonly Filter[]): string {
  const here = published.filter((one) => JSON.stringify(one.of) === JSON.stringify(of))
  const known = here.filter(({ state }) => state === 'shown').map(({ question }) => question)
  const there = known.length === 0 ? 'Nothing is shown there.' : `Shown there: ${known.join(', ')}.`
  return `There is no finding ${key} in this round. ${there}`
}

function nothing(here: readonly Finding[], place: string | null): string {
  const reasons = [...new Set(here.flatMap((one) => (one.state === 'withheld' ? [whyWithheld(one)] : [])))]
  const where = place === null ? 'this round' : `${place} in this round`
  const why = reasons.length === 0 ? 'nobody answered there' : reasons.join('; ')
  const wider = place === null ? '' : ' Take a wider place, or none.'
  return `No finding of ${where} can be told: ${why}.${wider}`
}
