/**
 * A condition, compiled from CEL to a small tree that names answers by slot. Logic is three-valued: a question
 * unanswered, answered with a non-answer or off the path is unknown (`null`), and an unknown condition does not hold.
 */
import { type Answers, isNonAnswer } from './program.ts'

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
export function holds(expression: Expression, answers: Answers): boolean {
  return evaluate(expression, answers) === true
}

/**
 * The value of an expression, or null for unknown: Kleene's logic for `and`, `or`, `not`; everything else is unknown
 * when a part of it is. Arithmetic that has no finite result (a division by zero) is unknown too.
 */
export function evaluate(expression: Expression, answers: Answers): Value | null {
  switch (expression.op) {
    case 'value':
      return expression.value
    case 'answer':
      return known(answers, expression.slot)
    case 'answered':
      return known(answers, expression.slot) !== null
    case 'nonanswer': {
      const answer = answers[expression.slot] ?? null
      return answer !== null && isNonAnswer(answer)
    }
    case 'not': {
      const of = evaluate(expression.of, answers)
      return typeof of === 'boolean' ? !of : null
    }
    case 'negate': {
      const of = evaluate(expression.of, answers)
      return typeof of === 'number' ? -of : null
    }
    case 'size': {
      const of = evaluate(expression.of, answers)
      if (typeof of === 'string') return [...of].length
      return Array.isArray(of) ? of.length : null
    }
    case 'and':
      return both(evaluate(expression.left, answers), () => evaluate(expression.right, answers), false)
    case 'or':
      return both(evaluate(expression.left, answers), () => evaluate(expression.right, answers), true)
    default: {
      const left = evaluate(expression.left, answers)
      if (left === null) return null
      const right = evaluate(expression.right, answers)
      return right === null ? null : operate(expression.op, left, right)
    }
  }
}

/** An answer's value; null when there is none, or a non-answer. */
function known(answers: Answers, slot: number): Value | null {
  const answer = answers[slot] ?? null
  return answer === null || isNonAnswer(answer) ? null : answer
}

/** `and` and `or` are one rule: a side that `decides` (false for `and`, true for `or`) wins, even over unknown. */
function both(left: Value | null, other: () => Value | null, decides: boolean): boolean | null {
  if (left === decides) return decides
  const right = other()
  if (right === decides) return decides
  return typeof left === 'boolean' && typeof right === 'boolean' ? !decides : null
}

type Operator = Exclude<Extract<Expression, { left: Expression }>['op'], 'and' | 'or'>

function operate(op: Operator, left: Value, right: Value): Value | null {
  if (op === '==') return same(left, right)
  if (op === '!=') return !same(left, right)
  if (op === 'in') return Array.isArray(right) ? right.some((value) => same(left, value)) : null
  return typeof left === 'number' && typeof right === 'number' ? calculate(op, left, right) : null
}

function same(left: Value, right: Value): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return left === right
  return left.length === right.length && left.every((value, at) => same(value, right[at] ?? []))
}

function calculate(
  op: Exclude<Operator, '==' | '!=' | 'in'>,
  left: number,
  right: number,
): number | boolean | null {
  switch (op) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '+':
      return finite(left + right)
    case '-':
      return finite(left - right)
    case '*':
      return finite(left * right)
    case '/':
      return finite(left / right)
    case '%':
      return finite(left % right)
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
