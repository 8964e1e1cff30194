import { choose } from './choose.ts'
import { chooseMany } from './choose-many.ts'
import type { QuestionKind } from './kind.ts'
import { number } from './number.ts'
import { place } from './place.ts'
import { text } from './text.ts'

/** Every kind of question that an `ask` can be. */
export const QUESTION_KINDS: readonly QuestionKind[] = [choose, chooseMany, number, text, place]
