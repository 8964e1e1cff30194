/** Says in words whom a question is put to, from the conditions that a program holds. */
import { conditionText } from '../flow/condition-text.ts'
import type { Expression, Value } from '../flow/expression.ts'
import type { Language, Program } from '../flow/program.ts'
import type { Leg, Route } from '../flow/route.ts'
import { formatNumber } from '../language/format-number.ts'
import { labelsOf } from './export-labels.ts'
import type { ExportTexts } from './export-texts.ts'

/** Speaks of one program, in one language. */
export interface RoutingWords {
  /** One sentence, or one for each kind of condition. */
  of(route: Route): string
}

type Operator = Extract<Expression, { left: Expression }>

/** The words' keys of the operators that compare. */
const COMPARISONS: Readonly<Partial<Record<Operator['op'], string>>> = {
  '==': 'is',
  '!=': 'is_not',
  '<': 'less',
  '<=': 'at_most',
  '>': 'more',
  '>=': 'at_least',
}

export function routingWords(program: Program, language: Language, texts: ExportTexts): RoutingWords {
  const labels = labelsOf([program], language, texts)
  const say = (key: string, values: Record<string, string> = {}) =>
    texts.fill(`routing.${key}`, language, values)
  const quoted = (text: string) => say('quoted', { text })
  const join = (parts: readonly string[], by: 'and' | 'or') => parts.join(say(by))

  const sentence = (condition: Expression): string => {
    switch (condition.op) {
      case 'answered':
      case 'nonanswer':
        return say(condition.op, { question: asked(condition.slot) })
      case 'not':
        return say('not', { condition: sentence(condition.of) })
      case 'and':
      case 'or': {
        const { op } = condition
        return join(
          [condition.left, condition.right].map((part) => bracketed(part, op)),
          op,
        )
      }
      case 'in':
        return membership(condition)
      default: {
        const key = 'left' in condition ? COMPARISONS[condition.op] : undefined
        if (key === undefined || !('left' in condition)) return conditionText(condition, program)
        const { left, right } = condition
        return say(key, { left: term(left, right), right: term(right, left) })
      }
    }
  }
  /** "A and B or C" could be read in two ways. */
  const bracketed = (part: Expression, within: 'and' | 'or'): string =>
    (part.op === 'and' || part.op === 'or') && part.op !== within ? `(${sentence(part)})` : sentence(part)

  const membership = ({ left, right }: Operator): string => {
    if (right.op === 'value' && typeof right.value === 'object') {
      const list = right.value.map((value) => valueWords(value, left)).join(say('comma'))
      return say('one_of', { left: term(left, right), list })
    }
    return say('among', { left: term(left, right), right: term(right, left) })
  }

  const term = (expression: Expression, other: Expression): string => {
    if (expression.op === 'value') return valueWords(expression.value, other)
    if (expression.op === 'answer') return say('answer', { question: asked(expression.slot) })
    if (expression.op === 'size' && expression.of.op === 'answer') {
      const kind = program.questions[expression.of.slot]?.kind
      return say(kind === 'text' ? 'length' : 'size', { question: asked(expression.of.slot) })
    }
    return conditionText(expression, program)
  }
  /** What an answer is compared with has the label that people saw. */
  const valueWords = (value: Value, other: Expression): string => {
    if (typeof value === 'number') return formatNumber(value, language)
    if (typeof value !== 'string') return conditionText({ op: 'value', value }, program)
    const question = other.op === 'answer' ? program.questions[other.slot] : undefined
    return quoted(question === undefined ? value : labels.option(question.id, value))
  }
  const asked = (slot: number): string => quoted(labels.question(program.questions[slot]?.id ?? ''))

  const failing = (leg: Leg): string =>
    leg.kind === 'holds' ? sentence(leg.condition) : say('not', { condition: all(leg.route) })
  const all = (route: Route): string => join(route.map(failing), 'and')

  return {
    of: (route) => {
      if (route.length === 0) return say('everybody')
      const only = route.flatMap((leg) => (leg.kind === 'holds' ? [sentence(leg.condition)] : []))
      const never = route.flatMap((leg) => (leg.kind === 'fails' ? [all(leg.route)] : []))
      return [
        ...(only.length === 0 ? [] : [say('only_if', { condition: join(only, 'and') })]),
        ...never.map((condition) => say('not_if', { condition })),
      ].join(' ')
    },
  }
}
