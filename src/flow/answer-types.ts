/** What answers are to a condition. */
import type { Compiler } from './compiler.ts'
import type { Question } from './program.ts'

/** `any` is what stands for something faulty, which has been reported: it fits everywhere. */
export type Type = 'words' | 'number' | 'truth' | 'list' | 'any'

/** As a message says it. */
export const TYPES: Record<Type, string> = {
  words: 'a word or text',
  number: 'a number',
  truth: 'true or false',
  list: 'a list',
  any: 'anything',
}

const TYPE_OF: Record<Question['kind'], Type> = {
  choose: 'words',
  choose_many: 'list',
  number: 'number',
  text: 'words',
  place: 'words',
  consent: 'words',
}

export const typeOf = (question: Question): Type => TYPE_OF[question.kind]

/** What the author most likely overlooked about this question. */
export function typeHint(question: Question | undefined): string {
  if (question?.kind === 'number') return ' Write numbers without quotes.'
  if (question?.kind === 'choose' || question?.kind === 'consent') return ' Options are written in quotes.'
  return ''
}

/** What an answer to the question can be, where that is a closed list. */
export function optionsOf(compiler: Compiler, question: Question): readonly string[] | undefined {
  if (question.kind === 'choose' || question.kind === 'choose_many') return question.options
  if (question.kind === 'consent') return ['yes', 'no']
  if (question.kind !== 'place') return undefined
  return compiler.places.filter(({ level }) => level === question.level).map(({ code }) => code)
}
