/** Names of questions, options and places, from the programs of a round; a withdrawn one is found in an older program. */
import type { Program, Question, TextTree } from '../flow/program.ts'
import { UNLISTED } from './finding.ts'

export function titleOf(program: Program, language: string): string {
  return textAt([program], language, ['title']) ?? program.flow
}

export interface Wording {
  question(id: string): string
  /** What the question is about, in a few words; the question itself where the flow gives none. */
  topic(question: string): string
  option(question: string, option: string): string
  /** A part of the question's scale. */
  part(question: string, part: string): string
  /** The question as the newest program that has it puts it. */
  asked(id: string): Question | undefined
  /** The id of the question that a filter's `by` speaks of: `sex` → the question marked `as: sex`. */
  grouping(by: string): string
}

/**
 * `other` names answers that no program lists; `builtIn` options that a flow may leave without a text of its own, such as
 * `yes`. An id stands in for a text that is missing.
 */
export function wordingOf(
  programs: readonly Program[],
  language: string,
  other: string,
  builtIn: (option: string) => string | undefined = () => undefined,
): Wording {
  const places = new Map(
    programs.toReversed().flatMap((one) => one.places.map((place) => [place.code, place])),
  )
  const questions = programs.flatMap((one) => one.questions)
  const question = (id: string) => textAt(programs, language, [id, 'text']) ?? id
  return {
    question,
    topic: (id) => textAt(programs, language, [id, 'topic']) ?? question(id),
    part: (id, part) => textAt(programs, language, [id, 'scale', part]) ?? part,
    asked: (id) => questions.find((one) => one.id === id),
    grouping: (by) => questions.find(({ as }) => as === by)?.id ?? by,
    option: (question, option) => {
      if (option === UNLISTED) return other
      const label = textAt(programs, language, [question, 'options', option])
      if (label !== undefined) return label
      const names = places.get(option)?.names
      return names?.[language] ?? Object.values(names ?? {})[0] ?? builtIn(option) ?? option
    },
  }
}

function textAt(programs: readonly Program[], language: string, path: readonly string[]): string | undefined {
  for (const program of programs) {
    for (const tongue of [language, program.languages[0]]) {
      let node: string | readonly string[] | TextTree | undefined = program.texts[tongue]
      for (const key of path)
        node = node !== undefined && isTree(node) && Object.hasOwn(node, key) ? node[key] : undefined
      if (typeof node === 'string') return node
    }
  }
  return undefined
}

const isTree = (node: string | readonly string[] | TextTree): node is TextTree =>
  typeof node === 'object' && !Array.isArray(node)
