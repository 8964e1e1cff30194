/**
 * Counts of a round: every question for everybody, and again for each place, sex and age band. Exact and therefore
 * never shown as they are: `publish` decides what may be seen.
 */
import { type Answer, isNonAnswer, type Program, type Question } from '../flow/program.ts'
import { pathOf } from './path.ts'
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
  /** In the flow's order, withdrawn ones last. For places: every place of every level, people counted in each. */
  readonly options: readonly OptionCount[]
  readonly numbers?: NumberSummary
}
export interface OptionCount {
  readonly id: string
  readonly count: number
}

export interface Group {
  readonly by: 'place' | 'sex' | 'age_band'
  /** Option id, or place code. */
  readonly id: string
  /** For places: the level. */
  readonly level?: string
  readonly respondents: number
  readonly questions: readonly Tally[]
}

export interface Tallies {
  /** People with at least one answer. */
  readonly respondents: number
  readonly finished: number
  readonly questions: readonly Tally[]
  readonly groups: readonly Group[]
}

export interface Tallier {
  add(respondent: RespondentRow): void
  result(): Tallies
}

/**
 * Counts respondents one by one; memory grows with questions and places, not with people (numbers keep one counter a
 * value). `programs` are all that answers of the round were given to; the first one's order and kinds win.
 */
export function createTallier(programs: readonly [Program, ...Program[]]): Tallier {
  const questions = mergeQuestions(programs)
  const byHash = new Map(programs.map((program) => [program.hash, program]))
  const parents = new Map(programs.flatMap(({ places }) => places.map((place) => [place.code, place])))
  const everybody = createCounter(questions, parents)
  const groups = new Map<string, { group: Omit<Group, 'questions' | 'respondents'>; counter: Counter }>()
  let finished = 0

  return {
    add(respondent) {
      const [first] = respondent.answers
      if (first === undefined) return
      if (respondent.finished) finished += 1
      const answers = new Map(respondent.answers.map(({ question, value }) => [question, value]))
      const program = byHash.get(first.program) ?? programs[0]
      const path = pathOf(
        program,
        program.questions.map(({ id }) => answers.get(id) ?? null),
      )
      const put = new Set(program.questions.filter((_, slot) => path.put[slot]).map(({ id }) => id))
      everybody.add(answers, put)
      for (const group of groupsOf(questions, answers, parents)) {
        const name = `${group.by}:${group.id}`
        const known = groups.get(name) ?? { group, counter: createCounter(questions, parents) }
        groups.set(name, known)
        known.counter.add(answers, put)
      }
    },
    result: () => ({
      respondents: everybody.people(),
      finished,
      questions: everybody.tallies(),
      groups: [...groups.values()]
        .sort((a, b) => orderOf(questions, parents, a.group) - orderOf(questions, parents, b.group))
        .map(({ group, counter }) => ({
          ...group,
          respondents: counter.people(),
          questions: counter.tallies(),
        })),
    }),
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

type Places = ReadonlyMap<string, Program['places'][number]>

interface Counter {
  add(answers: ReadonlyMap<string, Answer>, put: ReadonlySet<string>): void
  people(): number
  tallies(): Tally[]
}

function createCounter(questions: readonly Question[], parents: Places): Counter {
  let people = 0
  const counts = questions.map((question) => ({
    question,
    asked: 0,
    answered: 0,
    nonanswers: {} as Record<string, number>,
    dropped: 0,
    options: new Map(optionsOf(question, parents).map((id) => [id, 0])),
    values: new Map<number, number>(),
  }))
  return {
    add(answers, put) {
      people += 1
      for (const count of counts) {
        const answer = answers.get(count.question.id)
        if (answer === undefined) {
          if (!put.has(count.question.id)) continue
          count.asked += 1
          count.dropped += 1
          continue
        }
        count.asked += 1
        if (isNonAnswer(answer)) {
          count.nonanswers[answer.nonanswer] = (count.nonanswers[answer.nonanswer] ?? 0) + 1
          continue
        }
        count.answered += 1
        if (typeof answer === 'number') count.values.set(answer, (count.values.get(answer) ?? 0) + 1)
        else if (count.question.kind !== 'text')
          for (const id of chosen(count.question, answer, parents))
            count.options.set(id, (count.options.get(id) ?? 0) + 1)
      }
    },
    people: () => people,
    tallies: () =>
      counts.map(({ question, asked, answered, nonanswers, dropped, options, values }) => ({
        question: question.id,
        kind: question.kind,
        asked,
        answered,
        nonanswers: { ...nonanswers },
        dropped,
        notAsked: people - asked,
        options: [...options].map(([id, count]) => ({ id, count })),
        ...(question.kind === 'number' && values.size > 0 ? { numbers: summarise(values) } : {}),
      })),
  }
}

function optionsOf(question: Question, parents: Places): readonly string[] {
  if ('options' in question) return question.options
  return question.kind === 'place' ? [...parents.keys()] : []
}

function chosen(question: Question, answer: Exclude<Answer, object> | readonly string[], parents: Places) {
  if (typeof answer === 'object') return new Set(answer)
  const id = String(answer)
  return question.kind === 'place' ? placesAbove(id, parents).map(({ code }) => code) : [id]
}

function groupsOf(
  questions: readonly Question[],
  answers: ReadonlyMap<string, Answer>,
  parents: Places,
): Omit<Group, 'questions' | 'respondents'>[] {
  return questions.flatMap((question): Omit<Group, 'questions' | 'respondents'>[] => {
    const answer = answers.get(question.id)
    if (question.as === undefined || typeof answer !== 'string') return []
    if (question.as !== 'place') return [{ by: question.as, id: answer }]
    return placesAbove(answer, parents).map(({ code, level }) => ({ by: 'place' as const, id: code, level }))
  })
}

function orderOf(questions: readonly Question[], parents: Places, group: { by: string; id: string }): number {
  const kinds = ['place', 'sex', 'age_band']
  const question = questions.find(({ as }) => as === group.by)
  const within = question === undefined ? 0 : optionsOf(question, parents).indexOf(group.id)
  return kinds.indexOf(group.by) * 1_000_000 + within
}
