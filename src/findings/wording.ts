/** Names of questions, options and places, from the programs of a round; a withdrawn one is found in an older program. */
import type { Program, TextTree } from '../flow/program.ts'
import { UNLISTED } from './finding.ts'

export function titleOf(program: Program, language: string): string {
  return textAt([program], language, ['title']) ?? program.flow
}

export interface Wording {
  question(id: string): string
  option(question: string, option: string): string
}

/** `other` names answers that no program lists. An id stands in for a text that is missing. */
export function wordingOf(programs: readonly Program[], language: string, other: string): Wording {
  const places = new Map(
    programs.toReversed().flatMap((one) => one.places.map((place) => [place.code, place])),
  )
  return {
    question: (id) => textAt(programs, language, [id, 'text']) ?? id,
    option: (question, option) => {
      if (option === UNLISTED) return other
      const label = textAt(programs, language, [question, 'options', option])
      if (label !== undefined) return label
      const names = places.get(option)?.names
      return names?.[language] ?? Object.values(names ?? {})[0] ?? option
    },
  }
}

/** The first text at a path, in the language or else in the fallback of the same program. */
export function textAt(
  programs: readonly Program[],
  language: string,
  path: readonly string[],
): string | undefined {
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
