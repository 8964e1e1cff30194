/**
 * Counts of a round: every question for everybody, for each group, and for each two groups at a time. Exact and
 * therefore never shown as they are: `publish` decides what may be seen.
 *
 * One respondent is a list of cells that they add to (asked, answered, this option, …); everybody's counter and that of
 * each of their groups add up the same cells. So the cost of a respondent is cells times groups, and nothing is looked
 * up twice.
 */
import type { Answer, Program, Question } from '../flow/program.ts'
import { type Analysis, plainAnalysis } from '../flow/programme.ts'
import { bandId, type Filter, type Weighting } from './finding.ts'
import { createLayout, type Layout } from './layout.ts'
import { type NumberSummary, summarise } from './quartiles.ts'

/** A respondent with everything that is stored of them. */
export interface RespondentRow {
  readonly id: string
  readonly channel: string
  readonly language: string
  readonly finished: boolean
  readonly answers: readonly AnswerRow[]
}
export interface AnswerRow {
  readonly question: string
  readonly value: Answer
  /** Hash of the program that it was given to. */
  readonly program: string
}

export interface Tally {
  readonly question: string
  readonly kind: Question['kind']
  /** People to whom the question was put. */
  readonly asked: number
  /** People who gave an answer that is not a non-answer: the base of every figure. */
  readonly answered: number
  /** By `dont_know`, `no_answer`, `skipped`, …. */
  readonly nonanswers: Readonly<Record<string, number>>
  /** Put, and left without any reply. */
  readonly dropped: number
  /** Never put to them: routing, or they left before. */
  readonly notAsked: number
  /** In the flow's order, unlisted ones last. For places: every place of every level, people counted in each. For numbers: its bands. */
  readonly options: readonly OptionCount[]
  readonly numbers?: NumberSummary
  /** Where the round is weighted: Σw and Σw² of those who answered. */
  readonly weights?: { readonly sum: number; readonly squares: number }
}
export interface OptionCount {
  readonly id: string
  readonly count: number
  /** Σw of the same people, where the round is weighted. */
  readonly weight?: number
}

export interface Group {
  /** One filter, or two with the place first; each of one id. */
  readonly of: readonly Filter[]
  readonly respondents: number
  readonly questions: readonly Tally[]
}

export interface Tallies {
  /** People with at least one answer. */
  readonly respondents: number
  readonly finished: number
  /**
   * Of these, people who did not say where they live and are left out of every count below: they are few, and could be
   * found by subtracting the places from the whole. None when they are no few; then they are a group like any other.
   */
  readonly leftOut: number
  /** How many answered each program, by its hash. */
  readonly programs: ReadonlyMap<string, number>
  readonly weighting: Weighting
  readonly questions: readonly Tally[]
  readonly groups: readonly Group[]
}

export interface Tallier {
  add(respondent: RespondentRow): void
  result(): Tallies
}

/** Up to this share of a round, those who did not say where they live are few enough to be left out. */
const FEW_WITHOUT_PLACE = 0.2

/**
 * Counts respondents one by one; memory grows with questions and groups, not with people. `programs` are all that
 * answers of the round were given to; the first one's order and kinds win.
 */
export function createTallier(
  programs: readonly [Program, ...Program[]],
  _analysis: Analysis = plainAnalysis,
): Tallier {
  const layout = createLayout(programs)
  const byHash = new Map(programs.map((program) => [program.hash, program]))
  const used = new Map<string, number>()
  const placed = createCounters(layout)
  const unplaced = createCounters(layout)
  let respondents = 0
  let finished = 0

  return {
    add(respondent) {
      const [first] = respondent.answers
      if (first === undefined) return
      respondents += 1
      if (respondent.finished) finished += 1
      used.set(first.program, (used.get(first.program) ?? 0) + 1)
      const answers = new Map<string, Answer>()
      for (const { question, value } of respondent.answers) answers.set(question, value)
      const cells = layout.cellsOf(byHash.get(first.program) ?? programs[0], answers)
      const groups = layout.groupsOf(answers)
      const counters = groups.placed ? placed : unplaced
      counters.add(cells, groups)
    },
    result() {
      const without = unplaced.people()
      const leavesOut = placed.people() > 0 && without <= respondents * FEW_WITHOUT_PLACE
      if (!leavesOut) placed.include(unplaced)
      const everybody = placed.everybody()
      return {
        respondents,
        finished,
        leftOut: leavesOut ? without : 0,
        programs: used,
        weighting: { state: 'none' },
        questions: leavesOut ? withRefusals(layout, everybody, unplaced.everybody()) : everybody,
        groups: placed.groups(),
      }
    },
  }
}

/** Who did not say where they live is left out of every count but this one, that of having said nothing. */
function withRefusals(layout: Layout, questions: readonly Tally[], without: readonly Tally[]): Tally[] {
  return questions.map((tally, at) => {
    const other = without[at]
    if (tally.question !== layout.place?.id || other === undefined) return tally
    const { asked, nonanswers, dropped, notAsked } = other
    return { ...tally, asked: tally.asked + asked, nonanswers, dropped, notAsked }
  })
}

interface Counters {
  add(cells: readonly number[], groups: GroupsOf): void
  include(others: Counters): void
  people(): number
  everybody(): Tally[]
  groups(): Group[]
  /** By name; the empty one is everybody. */
  readonly all: ReadonlyMap<string, Counter>
}
type GroupsOf = ReturnType<Layout['groupsOf']>

interface Counter {
  readonly of: readonly Filter[]
  people: number
  readonly counts: number[]
}

function createCounters(layout: Layout): Counters {
  const all = new Map<string, Counter>([['', { of: [], people: 0, counts: [] }]])
  const counterOf = (name: string, of: () => readonly Filter[]): Counter => {
    const known = all.get(name)
    if (known !== undefined) return known
    const made = { of: of(), people: 0, counts: [] }
    all.set(name, made)
    return made
  }
  const count = (counter: Counter, cells: readonly number[]): void => {
    counter.people += 1
    const { counts } = counter
    for (let at = counts.length; at < layout.size(); at += 1) counts.push(0)
    for (const cell of cells) counts[cell] = (counts[cell] ?? 0) + 1
  }
  return {
    all,
    add(cells, { places, others }) {
      count(
        counterOf('', () => []),
        cells,
      )
      for (const place of places)
        count(
          counterOf(place.name, () => [place.filter]),
          cells,
        )
      for (const [at, other] of others.entries()) {
        count(
          counterOf(other.name, () => [other.filter]),
          cells,
        )
        for (const place of places)
          count(
            counterOf(`${place.name}&${other.name}`, () => [place.filter, other.filter]),
            cells,
          )
        for (const second of others.slice(at + 1))
          count(
            counterOf(`${other.name}&${second.name}`, () => [other.filter, second.filter]),
            cells,
          )
      }
    },
    include(others) {
      for (const [name, { of, people, counts }] of others.all) {
        const own = counterOf(name, () => of)
        own.people += people
        counts.forEach((value, at) => {
          own.counts[at] = (own.counts[at] ?? 0) + value
        })
      }
    },
    people: () => all.get('')?.people ?? 0,
    everybody: () => talliesOf(layout, all.get('') ?? { of: [], people: 0, counts: [] }),
    groups: () =>
      [...all.values()]
        .filter(({ of }) => of.length > 0)
        .map((counter) => ({
          of: counter.of,
          respondents: counter.people,
          questions: talliesOf(layout, counter),
        })),
  }
}

function talliesOf(layout: Layout, { people, counts }: Counter): Tally[] {
  return layout.questions.map(({ question, cells }) => {
    const at = (cell: number) => counts[cell] ?? 0
    const values = new Map<number, number>()
    for (const [value, cell] of cells.values) if (at(cell) > 0) values.set(value, at(cell))
    const options =
      question.kind === 'number'
        ? bandsOf(question.bands, values)
        : [...cells.options].map(([id, cell]) => ({ id, count: at(cell) }))
    return {
      question: question.id,
      kind: question.kind,
      asked: at(cells.asked),
      answered: at(cells.answered),
      nonanswers: Object.fromEntries(
        [...cells.nonanswers].flatMap(([id, cell]) => (at(cell) > 0 ? [[id, at(cell)]] : [])),
      ),
      dropped: at(cells.dropped),
      notAsked: people - at(cells.asked),
      options,
      ...(values.size > 0 ? { numbers: summarise(values) } : {}),
    }
  })
}

function bandsOf(starts: readonly number[] = [], values: ReadonlyMap<number, number>): OptionCount[] {
  if (starts.length === 0) return []
  return [null, ...starts].map((low, at) => {
    const high = starts[at] ?? null
    let count = 0
    for (const [value, times] of values)
      if ((low === null || value >= low) && (high === null || value < high)) count += times
    return { id: bandId(low, high), count }
  })
}
