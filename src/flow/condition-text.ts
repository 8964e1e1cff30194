/** Writes a compiled condition as a flow's author would: `safe_now in ["unsafe"] && household > 5`. */
import type { Expression, Value } from './expression.ts'
import type { Program } from './program.ts'
import type { Leg, Route } from './route.ts'

/** The conditions on the way to a question; '' when there is none. `!(…)` also holds where the answer is unknown. */
export const routeText = (route: Route, program: Program): string =>
  route.map((leg) => legText(leg, program)).join(' && ')

const legText = (leg: Leg, program: Program): string =>
  leg.kind === 'holds'
    ? inside(leg.condition, program, PRECEDENCE.and)
    : `!(${routeText(leg.route, program)})`

/** One condition, with no more brackets than it needs. */
export const conditionText = (condition: Expression, program: Program): string =>
  inside(condition, program, 0)

const SIGNS = { and: '&&', or: '||' } as const

/** As in CEL: what binds tighter has the greater number. */
const PRECEDENCE = {
  or: 1,
  and: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  in: 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
} as const

function inside(expression: Expression, program: Program, outer: number): string {
  switch (expression.op) {
    case 'value':
      return literal(expression.value)
    case 'answer':
      return idOf(program, expression.slot)
    case 'answered':
    case 'nonanswer':
      return `${expression.op}(${idOf(program, expression.slot)})`
    case 'size':
      return `size(${inside(expression.of, program, 0)})`
    case 'not':
      return `!${inside(expression.of, program, 6)}`
    case 'negate':
      return `-${inside(expression.of, program, 6)}`
    default: {
      const { op, left, right } = expression
      const own = PRECEDENCE[op]
      const sign = op === 'and' || op === 'or' ? SIGNS[op] : op
      const text = `${inside(left, program, own)} ${sign} ${inside(right, program, own + 1)}`
      return own < outer ? `(${text})` : text
    }
  }
}

const literal = (value: Value): string =>
  typeof value === 'object' ? `[${value.map(literal).join(', ')}]` : JSON.stringify(value)

const idOf = (program: Program, slot: number): string => program.questions[slot]?.id ?? `?${slot}`
