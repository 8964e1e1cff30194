/**
 * From exact tallies to what may be seen. No page and no export suppresses anything itself: they show what comes out
 * of here. Every figure has one base, the people who gave an answer to that question.
 */
import type { ChooseManyQuestion, Place, Program, Question } from '../flow/program.ts'
import {
  type Cell,
  type Filter,
  type Finding,
  type FindingNumbers,
  type Reason,
  UNLISTED,
  type WithheldFinding,
} from './finding.ts'
import { wholePercent } from './percent.ts'
import { poolSmall } from './pool.ts'
import { conditionsOf, questionsIn, treatsAlike } from './routing.ts'
import { mergeQuestions, type OptionCount, type Tallies, type Tally } from './tally.ts'

export interface PublishRules {
  /** Least base, least cell, least rest. See PUBLIC_MINIMUM and STAFF_MINIMUM in limits.ts. */
  readonly minimum: number
}

/** One entry a question, in the flow's order. `programs`: those of the round, newest first. */
export function publish(
  tallies: Pick<Tallies, 'questions'>,
  programs: readonly [Program, ...Program[]],
  rules: PublishRules,
  of: readonly Filter[] = [],
): Finding[] {
  const questions = new Map(mergeQuestions(programs).map((question) => [question.id, question]))
  const first = tallies.questions.flatMap((tally) => {
    const question = questions.get(tally.question)
    return question === undefined ? [] : [publishAlone(tally, question, programs, rules, of)]
  })
  return withholdRouted(first, tallies.questions, programs, rules.minimum)
}

function publishAlone(
  tally: Tally,
  question: Question,
  programs: readonly Program[],
  rules: PublishRules,
  of: readonly Filter[],
): Finding {
  const withheld = (reason: Reason): WithheldFinding => ({
    of,
    state: 'withheld',
    question: tally.question,
    kind: tally.kind,
    reason,
  })
  if (question.kind === 'text') return withheld('text')
  if (tally.answered < rules.minimum) return withheld('few')
  const seen = figuresOf(tally, question, programs, rules)
  if (seen === null) return withheld('revealing')
  const nonanswers = Object.values(tally.nonanswers).reduce((sum, count) => sum + count, 0)
  return {
    state: 'shown',
    question: tally.question,
    kind: tally.kind,
    of,
    base: tally.answered,
    cells: [],
    hidden: [],
    flags: [],
    ...seen,
    nonanswers: nonanswers >= rules.minimum ? nonanswers : null,
  }
}

interface Figures {
  readonly cells?: readonly Cell[]
  readonly hidden?: readonly string[]
  readonly numbers?: FindingNumbers
}

function figuresOf(
  tally: Tally,
  question: Question,
  programs: readonly Program[],
  rules: PublishRules,
): Figures | null {
  switch (question.kind) {
    case 'choose':
      return single(tally.options, tally.answered, rules.minimum)
    case 'choose_many':
      return several(tally, question, rules.minimum)
    case 'number':
      return numbersOf(tally, rules.minimum)
    case 'place':
      return placesOf(tally, programs, rules)
    default:
      return null
  }
}

function single(options: readonly OptionCount[], base: number, minimum: number): { cells: Cell[] } | null {
  const counted = options.reduce((sum, { count }) => sum + count, 0)
  // An answer that no program of the round can name still belongs to the base, so it hides with the small ones.
  const rest = base > counted ? [{ id: UNLISTED, count: base - counted }] : []
  const pooling = poolSmall([...options, ...rest], minimum)
  if (pooling === null) return null
  const cells: Cell[] = pooling.shown.map(({ id, count }) => cellOf([id], count, base))
  if (pooling.pooled.length > 0) cells.push(cellOf(pooling.pooled, pooling.pool, base))
  return { cells }
}

const cellOf = (options: readonly string[], count: number, base: number): Cell => ({
  options,
  count,
  percent: wholePercent(count, base),
})

/** An option is shown when those who ticked it and those who did not both reach the minimum. */
function several(tally: Tally, question: ChooseManyQuestion, minimum: number): Figures | null {
  const base = tally.answered
  const shown = tally.options.filter(({ count }) => count >= minimum && base - count >= minimum)
  const hidden = tally.options.filter((option) => !shown.includes(option)).map(({ id }) => id)
  if (shown.length === 0) return null
  if (hidden.length > 0) {
    const sum = (options: readonly OptionCount[]) => options.reduce((total, { count }) => total + count, 0)
    const alone = sum(shown.filter(({ id }) => question.alone.includes(id)))
    const ticks = sum(shown)
    // Everyone ticked one at least and `atMost` at most. Where that says something about the hidden, show nothing.
    const least = base - ticks
    const most = alone + question.atMost * (base - alone) - ticks
    if (least > 0 || most < minimum - 1) return null
  }
  return { cells: shown.map(({ id, count }) => cellOf([id], count, base)), hidden }
}

/** A middle value stands for the people on either side of it: each side must reach the minimum. */
function numbersOf({ numbers }: Tally, minimum: number): Figures | null {
  if (numbers === undefined || numbers.count < 2 * minimum || numbers.lowest === numbers.highest) return null
  const { median, lowerQuartile, upperQuartile } = numbers
  const quartiles = numbers.count >= 4 * minimum ? { lowerQuartile, upperQuartile } : {}
  return { numbers: { median, ...quartiles } }
}

/** The widest level as one question; below it, the places of each shown place as a question of their own. */
function placesOf(tally: Tally, programs: readonly Program[], rules: PublishRules): Figures | null {
  const counts = new Map(tally.options.map(({ id, count }) => [id, count]))
  const places = [
    ...new Map(programs.flatMap((one) => one.places.map((place) => [place.code, place]))).values(),
  ]
  const childrenOf = (parent: string | null): OptionCount[] =>
    places
      .filter((place: Place) => place.parent === parent)
      .map(({ code }) => ({ id: code, count: counts.get(code) ?? 0 }))

  return single(childrenOf(null), tally.answered, rules.minimum)
}

/** See routing.ts: a routed question goes when its base would tell what the question it hangs on hides. */
function withholdRouted(
  published: readonly Finding[],
  tallies: readonly Tally[],
  programs: readonly [Program, ...Program[]],
  minimum: number,
): Finding[] {
  const byId = new Map(published.map((one) => [one.question, one]))
  const exact = new Map(tallies.map((tally) => [tally.question, tally]))
  const routes = programs.map((program) => ({ program, conditions: conditionsOf(program) }))
  return published.map((one) => {
    if (one.state === 'withheld') return one
    const tells = routes.some(({ program, conditions }) =>
      (conditions.get(one.question) ?? []).some((condition) => {
        const read = questionsIn(condition, program).filter(({ kind }) => kind !== 'consent')
        return read.some((question) => {
          const before = byId.get(question.id)
          if (before === undefined) return false
          if (question.kind !== 'choose' && question.kind !== 'choose_many') {
            const { notAsked = 0 } = exact.get(one.question) ?? {}
            return notAsked > 0 && notAsked < minimum
          }
          const hidden = hiddenOptions(before, question.options)
          if (hidden.length === 0) return false
          return (
            read.length > 1 ||
            question.kind === 'choose_many' ||
            !treatsAlike(condition, program, question, hidden)
          )
        })
      }),
    )
    return tells
      ? { state: 'withheld', question: one.question, kind: one.kind, of: one.of, reason: 'revealing' }
      : one
  })
}

function hiddenOptions(published: Finding, options: readonly string[]): readonly string[] {
  if (published.state === 'withheld') return options
  const alone = new Set(
    published.cells.filter((cell) => cell.options.length === 1).flatMap((cell) => cell.options),
  )
  return options.filter((option) => !alone.has(option))
}
