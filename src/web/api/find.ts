/** Finds what a path and its query speak of, or says what there is instead. */
import { mergeQuestions } from '../../findings/layout.ts'
import type { Question } from '../../flow/program.ts'
import type { Programme } from '../../flow/programme.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import { type FoundFlow, type FoundRound, findFlow, findRound } from '../data/find-round.ts'
import type { ApiPorts } from './ports.ts'
import { notFound, type Problem, wrongParameter } from './problem.ts'
import type { AskedOf } from './route.ts'

export const isProblem = (found: object): found is Problem => 'code' in found && 'detail' in found

export function programmeOf(ports: ApiPorts, { path: { programme = '' } }: AskedOf): Programme | Problem {
  const all = ports.programmes()
  return (
    all.find(({ name }) => name === programme) ??
    notFound(
      `There is no programme “${programme}” here. See /api/v1/programmes.`,
      all.map(({ name }) => name),
    )
  )
}

export async function flowOf(ports: ApiPorts, asked: AskedOf): Promise<FoundFlow | Problem> {
  const programme = programmeOf(ports, asked)
  if (isProblem(programme)) return programme
  const { flow = '' } = asked.path
  const found = await findFlow(ports, programme.name, flow)
  return (
    found ??
    notFound(
      `The programme ${programme.name} has no survey “${flow}”. See /api/v1/programmes/${programme.name}/flows.`,
      surveysOf(programme).map((one) => one.flow),
    )
  )
}

export async function roundOf(ports: ApiPorts, asked: AskedOf): Promise<FoundRound | Problem> {
  const found = await flowOf(ports, asked)
  if (isProblem(found)) return found
  const { round = '' } = asked.path
  const { programme, flow } = found.program
  return (
    findRound(found, round) ??
    notFound(
      `The survey ${programme}/${flow} has no round “${round}”. See /api/v1/programmes/${programme}/flows/${flow}/rounds.`,
      found.edition.rounds.map((one) => String(one.round.number)),
    )
  )
}

export const surveysOf = ({ programs }: Programme) => programs.filter(({ type }) => type === 'survey')

/** A question of these rounds; the newest that has it names it. */
export function questionOf(rounds: readonly IndexedRound[], id: string): Question | Problem {
  const questions = mergeQuestions(rounds.toReversed().flatMap(({ programs }) => programs))
  return (
    questions.find((question) => question.id === id) ??
    notFound(
      `There is no question “${id}” in this survey.`,
      questions.map((question) => question.id),
    )
  )
}

/** Undefined when every place there can be is known. */
export function placeProblem({ programs }: IndexedRound, code: string): Problem | undefined {
  const places = programs.flatMap((program) => program.places)
  if (places.some((place) => place.code === code)) return undefined
  return wrongParameter(`There is no place “${code}” here: give the code of one.`, [
    ...new Set(places.map((place) => place.code)),
  ])
}
