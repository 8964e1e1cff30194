/** Where everything that a round can count stands in one row of numbers: a respondent becomes a list of such places. */
import { type Answer, isNonAnswer, type PlaceQuestion, type Program, type Question } from '../flow/program.ts'
import { type Filter, UNLISTED, UNSAID } from './finding.ts'
import { pathOf } from './path.ts'

export interface Layout {
  /** Questions that are answered, in the flow's order, with the cells of each. */
  readonly questions: readonly QuestionCells[]
  /** The question that says where people live. */
  readonly place: PlaceQuestion | undefined
  /** Cells there are so far: values and non-answers get theirs when they are first met. */
  size(): number
  /** The cells that a respondent adds to. */
  cellsOf(program: Program, answers: ReadonlyMap<string, Answer>): number[]
  /** Where a respondent belongs by what they said of everything that findings are broken down by. */
  stratumOf(answers: ReadonlyMap<string, Answer>): {
    readonly name: string
    readonly groups: {
      /** The place they live in and all it lies in, widest first; UNSAID when they did not say. */
      readonly places: readonly NamedFilter[]
      /** One of each other question that findings are broken down by, those who did not say among them. */
      readonly others: readonly NamedFilter[]
    }
    /** They said where they live, or nobody was asked. */
    readonly isPlaced: boolean
  }
}

export interface QuestionCells {
  readonly question: Question
  readonly cells: {
    readonly asked: number
    readonly answered: number
    readonly dropped: number
    readonly nonanswers: Map<string, number>
    readonly options: Map<string, number>
    /** Of a number question: one cell a value. */
    readonly values: Map<number, number>
  }
}

export interface NamedFilter {
  readonly name: string
  readonly filter: Filter
}

type Places = ReadonlyMap<string, Program['places'][number]>

export function createLayout(programs: readonly [Program, ...Program[]]): Layout {
  const parents: Places = new Map(
    programs.toReversed().flatMap(({ places }) => places.map((place) => [place.code, place] as const)),
  )
  let size = 0
  const next = () => size++
  const questions = mergeQuestions(programs).map(
    (question): QuestionCells => ({
      question,
      cells: {
        asked: next(),
        answered: next(),
        dropped: next(),
        nonanswers: new Map(question.also.map((id) => [id, next()])),
        options: new Map(optionsOf(question, parents).map((id) => [id, next()])),
        values: new Map(),
      },
    }),
  )
  const place = questions.find(({ question }) => question.as === 'place')?.question
  const walk = remembered((code: string) => placesAbove(code, parents).map(({ code: one }) => one))
  const filters = remembered((name: string): NamedFilter => {
    const [by = '', id = ''] = name.split('=', 2)
    return { name, filter: { by, ids: [id] } }
  })
  const breakdowns = questions.flatMap(({ question }) =>
    question.kind === 'choose' && (question.as !== undefined || question.by === true)
      ? [{ by: question.as ?? question.id, id: question.id, options: new Set(question.options) }]
      : [],
  )
  const cellIn = (cells: Map<string, number>, id: string): number => {
    const known = cells.get(id) ?? next()
    cells.set(id, known)
    return known
  }

  function count(into: number[], { question, cells }: QuestionCells, answer: Answer): void {
    into.push(cells.asked)
    if (isNonAnswer(answer)) {
      into.push(cellIn(cells.nonanswers, answer.nonanswer))
      return
    }
    into.push(cells.answered)
    if (question.kind === 'number') {
      const value = Number(answer)
      const known = cells.values.get(value) ?? next()
      cells.values.set(value, known)
      into.push(known)
    } else if (question.kind === 'place') {
      const walked = walk(String(answer))
      for (const code of walked) into.push(cellIn(cells.options, code))
      if (walked.length === 0) into.push(cellIn(cells.options, UNLISTED))
    } else if (question.kind !== 'text') {
      const chosen = typeof answer === 'object' ? new Set(answer) : [String(answer)]
      const listed = new Set<number>()
      for (const id of chosen) listed.add(cells.options.get(id) ?? cellIn(cells.options, UNLISTED))
      into.push(...listed)
    }
  }

  return {
    questions,
    place: place?.kind === 'place' ? place : undefined,
    size: () => size,
    cellsOf(program, answers) {
      const path = pathOf(
        program,
        program.questions.map(({ id }) => answers.get(id) ?? null),
      )
      const put = new Set<string>()
      program.questions.forEach(({ id }, slot) => {
        if (path.put[slot]) put.add(id)
      })
      const cells: number[] = []
      for (const one of questions) {
        const answer = answers.get(one.question.id)
        if (answer !== undefined) count(cells, one, answer)
        else if (put.has(one.question.id)) cells.push(one.cells.asked, one.cells.dropped)
      }
      return cells
    },
    stratumOf(answers) {
      const home = place === undefined ? undefined : answers.get(place.id)
      // A place that no program knows is as good as none.
      const walked = typeof home === 'string' ? walk(home) : []
      const isPlaced = place === undefined || walked.length > 0
      const places = (isPlaced ? walked : [UNSAID]).map((code) => filters(`place=${code}`))
      const others = breakdowns.map(({ by, id, options }) => {
        const answer = answers.get(id)
        return filters(`${by}=${typeof answer === 'string' && options.has(answer) ? answer : UNSAID}`)
      })
      const narrowest = places.at(-1)
      return {
        name: [...(narrowest === undefined ? [] : [narrowest]), ...others].map(({ name }) => name).join('&'),
        groups: { places, others },
        isPlaced,
      }
    },
  }
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const made = make(key)
    known.set(key, made)
    return made
  }
}

/** Questions that are answered (not consents), the first program's first; options that were withdrawn stay, last. */
export function mergeQuestions(programs: readonly Program[]): Question[] {
  const merged = new Map<string, Question>()
  for (const question of programs.flatMap(({ questions }) => questions)) {
    if (question.kind === 'consent') continue
    const known = merged.get(question.id)
    if (known === undefined) merged.set(question.id, question)
    else if ('options' in known && 'options' in question)
      merged.set(question.id, { ...known, options: [...new Set([...known.options, ...question.options])] })
  }
  return [...merged.values()]
}

/** A place and everything it lies in, widest first; empty for a code that no program knows. */
export function placesAbove(
  code: string,
  parents: ReadonlyMap<string, { code: string; level: string; parent: string | null }>,
): { code: string; level: string }[] {
  const walked: { code: string; level: string }[] = []
  for (let place = parents.get(code); place !== undefined; ) {
    walked.unshift(place)
    place = place.parent === null || walked.length > 20 ? undefined : parents.get(place.parent)
  }
  return walked
}

function optionsOf(question: Question, parents: Places): readonly string[] {
  if ('options' in question) return question.options
  return question.kind === 'place' ? [...parents.keys()] : []
}
