import type { Question } from '../../flow/program.ts'
import { choose, consent } from './choose.ts'
import { chooseMany } from './choose-many.ts'
import type { QuestionKind } from './kind.ts'
import { number } from './number.ts'
import { place } from './place.ts'
import { text } from './text.ts'

type Kinds = { readonly [K in Question['kind']]: QuestionKind<Extract<Question, { kind: K }>> }

const KINDS: Kinds = { choose, choose_many: chooseMany, number, text, place, consent }

/** How a question's kind is put and read. */
export function kindOf(question: Question): QuestionKind<Question> {
  // Each kind is only ever given readings of its own questions; TypeScript cannot see the pairing.
  return KINDS[question.kind] as unknown as QuestionKind<Question>
}
