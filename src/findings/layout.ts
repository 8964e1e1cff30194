/** Where everything that a round can count stands in one row of numbers: a respondent becomes a list of such places. */
import { type Answer, isNonAnswer, type PlaceQuestion, type Program, type Question } from '../flow/program.ts'
import { type Filter, UNLISTED, UNSAID } from './finding.ts'
import { pathOf } from './path.ts'

export interface Layout {
  /** Questions that are answered, in the flow's order, with the cells of each. */
  readonly questions: readonly QuestionCells[]
  /** The question that says where people live. */
  readonly place: PlaceQuestion | undefined
  /** What a respondent answered, in the order of `questions`. */
  saidIn(answers: readonly { readonly question: string; readonly value: Answer }[]): Said
  /** Adds a respondent to the counts. Values and non-answers get their cells when they are first met. */
  count(counts: number[], program: Program, said: Said): void
  /** Where a respondent belongs by what they said of everything that findings are broken down by. */
  stratumOf(said: Said): {
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

/** By question; null: they gave no answer to it. */
export type Said = readonly (Answer | null)[]

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

/** Of a question; words that people wrote are many and never the same. */
const ANSWERS_REMEMBERED = 1000

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
  const indexes = new Map(questions.map(({ question }, at) => [question.id, at]))
  const home = questions.findIndex(({ question }) => question.as === 'place')
  const place = questions[home]?.question
  const walk = remembered((code: string) => placesAbove(code, parents).map(({ code: one }) => one))
  const filters = remembered((name: string): NamedFilter => {
    const [by = '', id = ''] = name.split('=', 2)
    return { name, filter: { by, ids: [id] } }
  })
  const breakdowns = questions.flatMap(({ question }, at) =>
    question.kind === 'choose' && (question.as !== undefined || question.by === true)
      ? [{ by: question.as ?? question.id, at, options: new Set(question.options) }]
      : [],
  )
  const divided = [home, ...breakdowns.map(({ at }) => at)]
  const cellIn = (cells: Map<string, number>, id: string): number => {
    const known = cells.get(id) ?? next()
    cells.set(id, known)
    return known
  }

  function cellsFor({ question, cells }: QuestionCells, answer: Answer): number[] {
    if (isNonAnswer(answer)) return [cells.asked, cellIn(cells.nonanswers, answer.nonanswer)]
    const answered = [cells.asked, cells.answered]
    if (question.kind === 'text') return answered
    if (question.kind === 'number') {
      const value = Number(answer)
      const known = cells.values.get(value) ?? next()
      cells.values.set(value, known)
      return [...answered, known]
    }
    if (question.kind === 'place') {
      const walked = walk(String(answer))
      return [
        ...answered,
        ...(walked.length === 0 ? [UNLISTED] : walked).map((id) => cellIn(cells.options, id)),
      ]
    }
    const chosen = typeof answer === 'object' ? answer : [String(answer)]
    const listed = chosen.map((id) => cells.options.get(id) ?? cellIn(cells.options, UNLISTED))
    return [...answered, ...new Set(listed)]
  }
  const adds = questions.map((one) => ({
    answer: rememberedAnswer((answer) => cellsFor(one, answer)),
    dropped: [one.cells.asked, one.cells.dropped],
  }))
  // By program: the slot of each question, and the question in each slot.
  const slots = new Map(
    programs.map((program) => [
      program,
      {
        slotOf: questions.map(({ question }) => program.questions.findIndex(({ id }) => id === question.id)),
        inSlot: program.questions.map(({ id }) => indexes.get(id) ?? -1),
      },
    ]),
  )

  const known = new Map<string, ReturnType<Layout['stratumOf']>>()
  function makeStratum(said: Said): ReturnType<Layout['stratumOf']> {
    const answer = said[home]
    // A place that no program knows is as good as none.
    const walked = typeof answer === 'string' ? walk(answer) : []
    const isPlaced = place === undefined || walked.length > 0
    const places = (isPlaced ? walked : [UNSAID]).map((code) => filters(`place=${code}`))
    const others = breakdowns.map(({ by, at, options }) => {
      const own = said[at]
      return filters(`${by}=${typeof own === 'string' && options.has(own) ? own : UNSAID}`)
    })
    const narrowest = places.at(-1)
    return {
      name: [...(narrowest === undefined ? [] : [narrowest]), ...others].map(({ name }) => name).join('&'),
      groups: { places, others },
      isPlaced,
    }
  }

  return {
    questions,
    place: place?.kind === 'place' ? place : undefined,
    saidIn(answers) {
      const said: (Answer | null)[] = questions.map(() => null)
      for (const { question, value } of answers) {
        const at = indexes.get(question)
        if (at !== undefined) said[at] = value
      }
      return said
    },
    count(counts, program, said) {
      const { slotOf, inSlot } = slots.get(program) ?? { slotOf: [], inSlot: [] }
      const path = pathOf(
        program,
        inSlot.map((at) => said[at] ?? null),
      )
      const add = (cells: readonly number[]) => {
        while (counts.length < size) counts.push(0)
        for (const cell of cells) counts[cell] = (counts[cell] ?? 0) + 1
      }
      for (const [at, question] of adds.entries()) {
        const answer = said[at] ?? null
        if (answer !== null) add(question.answer(answer))
        else if (path.put[slotOf[at] ?? -1]) add(question.dropped)
      }
    },
    stratumOf(said) {
      let key = ''
      for (const at of divided) {
        const answer = said[at]
        key += typeof answer === 'string' ? `${answer}\n` : '\n'
      }
      const stratum = known.get(key) ?? makeStratum(said)
      known.set(key, stratum)
      return stratum
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

/** Equal answers of several options are often the same object, since they are read from few texts. */
function rememberedAnswer<T>(make: (answer: Answer) => T): (answer: Answer) => T {
  const simple = new Map<Answer, T>()
  const objects = new WeakMap<object, T>()
  return (answer) => {
    const before = typeof answer === 'object' ? objects.get(answer) : simple.get(answer)
    if (before !== undefined) return before
    const made = make(answer)
    if (typeof answer === 'object') objects.set(answer, made)
    else if (simple.size < ANSWERS_REMEMBERED) simple.set(answer, made)
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
