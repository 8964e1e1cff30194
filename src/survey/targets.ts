/**
 * How many people a round hopes for: in all, and by place, sex and age band. Pure.
 *
 *   { all: 1000, place: { basra: 200 }, sex: { female: 500 }, age_band: { age_18_30: 300 } }
 */
import { linesOf } from '../flow/place-tree.ts'
import type { Answer, Program, Question } from '../flow/program.ts'
import { suggest } from '../flow/suggest.ts'

export interface Targets {
  readonly all?: number
  /** By code, of any level: people of the places in it count towards it. */
  readonly place?: Readonly<Record<string, number>>
  /** By option of the question that asks it. */
  readonly sex?: Readonly<Record<string, number>>
  readonly age_band?: Readonly<Record<string, number>>
}

/** What people are grouped by. */
const GROUPINGS = ['place', 'sex', 'age_band'] as const
type Grouping = (typeof GROUPINGS)[number]

/** More than a chat survey reaches; catches a digit too many. */
const MOST = 1_000_000

/** As a round keeps them: they were checked when it was planned. */
export const targetsOf = ({ targets }: { readonly targets: unknown }): Targets => (targets ?? {}) as Targets

export type ParsedTargets =
  | { readonly targets: Targets; readonly faults: readonly [] }
  | { readonly targets?: undefined; readonly faults: readonly string[] }

/** From words such as `place.basra=200`, `sex.female=300` and `all=1000`. */
export function parseTargets(words: readonly string[]): ParsedTargets {
  const faults: string[] = []
  const found: Record<Grouping, Record<string, number>> = { place: {}, sex: {}, age_band: {} }
  let all: number | undefined
  for (const word of words) {
    const [group = '', number = '', ...more] = word.split('=')
    const count = more.length === 0 && /^\d{1,9}$/.test(number.trim()) ? Number(number) : undefined
    const [by = '', ...rest] = group.trim().split('.')
    const grouping = GROUPINGS.find((one) => one === by)
    const id = rest.join('.')
    if (count === undefined)
      faults.push(`The target ${word} is to be a group and a whole number, such as place.basra=200.`)
    else if (by === 'all' && id === '') all = count
    else if (grouping !== undefined && id !== '') found[grouping][id] = count
    else
      faults.push(
        `The target ${word} names no group: targets are all=…, place.<code>=…, sex.<option>=… and age_band.<option>=….`,
      )
  }
  if (faults.length > 0) return { faults }
  const given = GROUPINGS.filter((by) => Object.keys(found[by]).length > 0)
  return {
    targets: {
      ...(all === undefined ? {} : { all }),
      ...Object.fromEntries(given.map((by) => [by, found[by]])),
    },
    faults: [],
  }
}

/** What in these targets the flow does not ask, in words for whoever set them; empty when all is well. */
export function checkTargets(targets: Targets, program: Program): readonly string[] {
  const faults: string[] = []
  for (const { by, id, target } of listTargets(targets)) {
    const name = by === 'all' ? 'all' : `${by}.${id}`
    if (!Number.isInteger(target) || target < 1 || target > MOST)
      faults.push(`The target ${name} is to be a whole number from 1 to ${MOST}; given: ${target}.`)
    if (by === 'all') continue
    const question = questionOf(program, by)
    if (question === undefined) {
      faults.push(`The flow ${program.flow} has no question marked as ${by}, so it can have no such target.`)
      continue
    }
    const allowed = groupsOf(program, question)
    if (allowed.includes(id)) continue
    const near = suggest(id, allowed)
    const meant = near === undefined ? '' : ` Did you mean ${near}?`
    const what = by === 'place' ? 'place' : `answer to ${question.id}`
    faults.push(`The target ${name} names no ${what}.${meant} There are: ${allowed.join(', ')}.`)
  }
  return faults
}

export interface Target {
  readonly by: Grouping | 'all'
  /** Place code or option id; empty for everybody. */
  readonly id: string
  readonly target: number
}

/** Everybody's first, then in the order they were set. */
export function listTargets(targets: Targets): readonly Target[] {
  const all: Target[] = targets.all === undefined ? [] : [{ by: 'all', id: '', target: targets.all }]
  const groups = GROUPINGS.flatMap((by) =>
    Object.entries(targets[by] ?? {}).map(([id, target]): Target => ({ by, id, target })),
  )
  return [...all, ...groups]
}

/** Whether somebody who gave these answers, by question id, counts towards a target. */
export function createTargetTest(
  program: Program,
): (target: Target, answers: ReadonlyMap<string, Answer>) => boolean {
  const lineOf = linesOf(program.places)
  const questions = new Map(GROUPINGS.map((by) => [by, questionOf(program, by)]))
  return ({ by, id }, answers) => {
    if (by === 'all') return true
    const answer = answers.get(questions.get(by)?.id ?? '')
    if (typeof answer !== 'string') return false
    return by === 'place' ? lineOf(answer).includes(id) : answer === id
  }
}

const questionOf = (program: Program, by: Grouping): Question | undefined =>
  program.questions.find((question) => question.as === by)

/** Places are asked down to the question's level: no answer is ever within one below it. */
function groupsOf({ places, levels }: Program, question: Question): readonly string[] {
  if (question.kind === 'choose') return question.options
  if (question.kind !== 'place') return []
  const deepest = levels.indexOf(question.level)
  return places.filter(({ level }) => levels.indexOf(level) <= deepest).map(({ code }) => code)
}
