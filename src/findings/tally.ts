/**
 * Counts of a round: every question for everybody, for each group, and for each two groups at a time. Exact and
 * therefore never shown as they are: `publish` decides what may be seen.
 *
 * One respondent adds to some cells (asked, answered, this option, …) in the counter of their stratum:
 * all who said the same of everything that findings are broken down by. Groups are sums of strata, so that a respondent
 * costs the same however many groups there are.
 */
import type { Answer, Program, Question } from '../flow/program.ts'
import { type Analysis, plainAnalysis } from '../flow/programme.ts'
import { addTo, type Counted, type Counter, nobody, sum, type Weighed, weigh } from './counted.ts'
import { bandId, type Filter, UNSAID, type Weighting } from './finding.ts'
import { createLayout, type Layout, type NamedFilter, type QuestionCells } from './layout.ts'
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
  readonly strata: readonly Stratum[]
}

/** People who said the same of everything that findings are broken down by. */
export interface Stratum {
  /** By `place` (the narrowest), `sex`, …: the code, option or UNSAID. */
  readonly said: ReadonlyMap<string, string>
  readonly people: number
  /** Of the question's options and of UNSAID, which is everything that is no answer: how many chose it. */
  counts(question: string): ReadonlyMap<string, number>
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
  analysis: Analysis = plainAnalysis,
): Tallier {
  const layout = createLayout(programs)
  const byHash = new Map(programs.map((program) => [program.hash, program]))
  const used = new Map<string, number>()
  const placed = new Map<string, Counter>()
  const unplaced = new Map<string, Counter>()
  let respondents = 0
  let finished = 0

  return {
    add(respondent) {
      const [first] = respondent.answers
      if (first === undefined) return
      respondents += 1
      if (respondent.finished) finished += 1
      used.set(first.program, (used.get(first.program) ?? 0) + 1)
      const said = layout.saidIn(respondent.answers)
      const { name, groups, isPlaced } = layout.stratumOf(said)
      const strata = isPlaced ? placed : unplaced
      const known = strata.get(name) ?? { groups, people: 0, counts: [] }
      strata.set(name, known)
      known.people += 1
      layout.count(known.counts, byHash.get(first.program) ?? programs[0], said)
    },
    result() {
      const without = sum([...unplaced.values()])
      const said = sum([...placed.values()])
      const leavesOut = said.people > 0 && without.people <= respondents * FEW_WITHOUT_PLACE
      const counted = leavesOut ? [...placed.values()] : [...placed.values(), ...unplaced.values()]
      const { strata, weighting } = weigh(counted, analysis.margins, analysis.trim)
      const everybody = talliesOf(layout, sum(strata))
      return {
        respondents,
        finished,
        leftOut: leavesOut ? without.people : 0,
        programs: used,
        weighting,
        questions: leavesOut ? withRefusals(layout, everybody, talliesOf(layout, without)) : everybody,
        groups: groupsOf(layout, strata),
        strata: strata.map((stratum) => stratumOf(layout, stratum)),
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

/** One group at a time, and each place with each other group. */
function groupsOf(layout: Layout, strata: readonly Weighed[]): Group[] {
  const all = new Map<string, { readonly of: readonly Filter[]; readonly total: Counted }>()
  const add = (of: readonly NamedFilter[], stratum: Weighed): void => {
    const name = of.map((one) => one.name).join('&')
    const known = all.get(name) ?? { of: of.map(({ filter }) => filter), total: nobody() }
    all.set(name, known)
    addTo(known.total, stratum)
  }
  for (const stratum of strata) {
    const { places, others } = stratum.groups
    for (const place of places) add([place], stratum)
    for (const other of others) {
      add([other], stratum)
      for (const place of places) add([place, other], stratum)
    }
  }
  return [...all.values()].map(({ of, total }) => ({
    of,
    respondents: total.people,
    questions: talliesOf(layout, total),
  }))
}

function stratumOf(layout: Layout, { groups, people, counts }: Counter): Stratum {
  const narrowest = groups.places.at(-1)
  const said = new Map(
    [...(narrowest === undefined ? [] : [narrowest]), ...groups.others].map(({ filter }) => [
      filter.by,
      filter.ids[0] ?? UNSAID,
    ]),
  )
  const known = new Map<string, ReadonlyMap<string, number>>()
  return {
    said,
    people,
    counts(id) {
      const before = known.get(id)
      if (before !== undefined) return before
      const own = layout.questions.find(({ question }) => question.id === id)
      const tally = own === undefined ? undefined : tallyOf(own, { ...nobody(), people, counts })
      const found = new Map([
        ...(tally?.options ?? []).map((option) => [option.id, option.count] as const),
        [UNSAID, people - (tally?.answered ?? 0)] as const,
      ])
      known.set(id, found)
      return found
    },
  }
}

const talliesOf = (layout: Layout, counted: Counted): Tally[] =>
  layout.questions.map((question) => tallyOf(question, counted))

function tallyOf({ question, cells }: QuestionCells, counted: Counted): Tally {
  const { people, counts, weighted, squares } = counted
  const at = (cell: number) => counts[cell] ?? 0
  const values = new Map<number, number>()
  for (const [value, cell] of cells.values) if (at(cell) > 0) values.set(value, at(cell))
  const isWeighted = weighted.length > 0
  const options =
    question.kind === 'number'
      ? bandsOf(question.bands, cells.values, counted)
      : [...cells.options].map(([id, cell]) => ({
          id,
          count: at(cell),
          ...(isWeighted ? { weight: weighted[cell] ?? 0 } : {}),
        }))
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
    ...(isWeighted
      ? { weights: { sum: weighted[cells.answered] ?? 0, squares: squares[cells.answered] ?? 0 } }
      : {}),
  }
}

function bandsOf(
  starts: readonly number[] = [],
  values: ReadonlyMap<number, number>,
  { counts, weighted }: Counted,
): OptionCount[] {
  if (starts.length === 0) return []
  return [null, ...starts].map((low, at) => {
    const high = starts[at] ?? null
    const cells = [...values].flatMap(([value, cell]) =>
      (low === null || value >= low) && (high === null || value < high) ? [cell] : [],
    )
    const total = (of: readonly number[]) => cells.reduce((sum, cell) => sum + (of[cell] ?? 0), 0)
    return {
      id: bandId(low, high),
      count: total(counts),
      ...(weighted.length > 0 ? { weight: total(weighted) } : {}),
    }
  })
}
