/** Whether a round can be held as it is planned. Pure. */
import { askedPlaces } from '../flow/place-tree.ts'
import type { Program } from '../flow/program.ts'
import { suggest } from '../flow/suggest.ts'
import { checkTargets, type Targets } from './targets.ts'

export interface Plan {
  /** Codes of the places it is for; all when left out. */
  readonly places?: readonly string[]
  readonly targets: Targets
}

export interface PlanDates {
  /** Epoch milliseconds. */
  readonly opensAt?: number
  readonly closesAt?: number
}

/** What is wrong, in words for whoever plans it; empty when nothing is. */
export function checkPlan(program: Program, { places, targets }: Plan): readonly string[] {
  const faults = places === undefined ? [] : checkPlaces(program, places)
  return [...faults, ...checkTargets(targets, program), ...outside(program, places, targets)]
}

export function checkDates({ opensAt, closesAt }: PlanDates, now: number): readonly string[] {
  if (closesAt === undefined) return []
  if (closesAt <= now) return ['The round would close in the past.']
  return opensAt !== undefined && closesAt <= opensAt ? ['The round would close before it opens.'] : []
}

function checkPlaces(program: Program, places: readonly string[]): readonly string[] {
  const question = program.questions.find(({ as }) => as === 'place')
  if (question?.kind !== 'place')
    return [`The flow ${program.flow} does not ask for a place, so a round of it is always for all places.`]
  if (places.length === 0) return ['A round for places needs at least one; leave them out for all places.']
  const deepest = program.levels.indexOf(question.level)
  const allowed = program.places
    .filter(({ level }) => program.levels.indexOf(level) <= deepest)
    .map(({ code }) => code)
  return places
    .filter((code) => !allowed.includes(code))
    .map((code) => {
      const near = suggest(code, allowed)
      const meant = near === undefined ? '' : ` Did you mean ${near}?`
      return `${code} is no place that ${program.flow} asks for.${meant} There are: ${allowed.join(', ')}.`
    })
}

/** A target for a place where nobody is asked can never be met. */
function outside(
  program: Program,
  places: readonly string[] | undefined,
  targets: Targets,
): readonly string[] {
  if (places === undefined) return []
  const asked = askedPlaces(program.places, places)
  const known = new Set(program.places.map(({ code }) => code))
  return Object.keys(targets.place ?? {})
    .filter((code) => known.has(code) && !asked.has(code))
    .map((code) => `The target place.${code} is for a place that the round is not for.`)
}
