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

/** More than five are not read on a phone; fewer than three hardly make a summary. */
const MOST = 5

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
 * Without names: what was asked of everybody about their life, before what was asked of some; scales and choices before
 * numbers; never who they are. In the flow's order, at most five.
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
    const rank = question === undefined ? null : rankOf(question)
    return rank === null ? [] : [{ finding, rank }]
  })
  if (told.length === 0) return refused(nothing(here, place))
  const best = new Set(
    [...told]
      .sort((a, b) => a.rank - b.rank || b.finding.base - a.finding.base)
      .slice(0, MOST)
      .map(({ finding }) => finding),
  )
  return told.map(({ finding }) => finding).filter((finding) => best.has(finding))
}

/** Null: says who people are, not how they live. */
function rankOf(question: Question): number | null {
  if (question.as !== undefined || question.by === true) return null
  if (question.kind === 'choose') return question.scale === undefined ? 1 : 0
  if (question.kind === 'choose_many') return 1
  return question.kind === 'number' ? 2 : null
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
