/**
 * A condition, compiled from CEL to a small tree that names answers by slot. Logic is three-valued: a question
 * unanswered, answered with a non-answer or off the path is unknown (`null`), and an unknown condition does not hold.
 */
import type { Answers } from './program.ts'

export type Value = string | number | boolean | readonly Value[]

export type Expression =
  | { readonly op: 'value'; readonly value: Value }
  | { readonly op: 'answer'; readonly slot: number }
  | { readonly op: 'answered' | 'nonanswer'; readonly slot: number }
  | { readonly op: 'not' | 'negate' | 'size'; readonly of: Expression }
  | {
      readonly op: 'and' | 'or' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%'
      readonly left: Expression
      readonly right: Expression
    }

/** Whether the condition holds for these answers. Unknown is false. Never throws. */
export declare function holds(expression: Expression, answers: Answers): boolean
