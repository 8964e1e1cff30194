/** Conditions: CEL text, parsed by cel-js, checked against the questions put so far, compiled to an Expression. */
import type { ASTNode } from '@marcbachmann/cel-js'
import { optionsOf, TYPES, type Type, typeHint, typeOf } from './answer-types.ts'
import type { Compiler } from './compiler.ts'
import { listed, type Position } from './diagnostic.ts'
import { valueAt } from './explain.ts'
import type { Expression, Value } from './expression.ts'
import { parseCel } from './parse-condition.ts'
import type { Path } from './parsed.ts'
import type { Question } from './program.ts'
import { suggest } from './suggest.ts'

interface Checked {
  readonly type: Type
  readonly expression: Expression
  /** Set where the value is one question's answer, so that what it is compared with can be checked. */
  readonly question?: Question
}

/** Undefined when the condition is faulty; what is wrong has then been reported. */
export function compileCondition(compiler: Compiler, path: Path): Expression | undefined {
  const text = String(valueAt(compiler.parsed.value, path))
  const ast = parseCel(compiler, path, text)
  if (ast === undefined) return undefined
  const reader = createReader(compiler, path, text)
  const checked = reader.check(ast)
  if (checked === undefined || checked.type === 'any') return undefined
  const at = compiler.parsed.at(path)
  if (checked.type !== 'truth') {
    compiler.report.error(
      at,
      'condition-kind',
      `\`${text}\` is ${TYPES[checked.type]}, and a condition must be true or false: compare it with something, such as \`household > 5\`.`,
    )
    return undefined
  }
  if (!reader.names()) {
    compiler.report.error(
      at,
      'condition-constant',
      `\`${text}\` names no question, so it is always the same: name one, or remove the condition.`,
    )
    return undefined
  }
  return checked.expression
}

const COMPARISONS = new Set(['<', '<=', '>', '>='])
const CALCULATIONS = new Set(['+', '-', '*', '/', '%'])

/** Walks one condition's tree. Each part returns undefined after reporting why it cannot be used. */
function createReader(compiler: Compiler, path: Path, text: string) {
  let named = false
  const { report, parsed } = compiler
  const place = (node: ASTNode): Position => parsed.inside(path, node.start)
  const written = (node: ASTNode): string => text.slice(node.start, node.end)
  const refuse = (node: ASTNode, message: string): undefined => {
    report.error(place(node), 'condition', message)
  }

  function check(node: ASTNode): Checked | undefined {
    switch (node.op) {
      case 'value':
        return literal(node, node.args)
      case 'id':
        return answer(node, node.args)
      case 'list':
        return list(node, node.args)
      case '&&':
      case '||':
        return logic(node.op === '&&' ? 'and' : 'or', node.args)
      case '!_': {
        const of = truth(node.args)
        return of && { type: 'truth', expression: { op: 'not', of: of.expression } }
      }
      case '-_': {
        const of = check(node.args)
        if (of === undefined) return undefined
        if (!fits(of, 'number'))
          return refuse(node, `\`${written(node)}\`: only a number can have a minus sign.`)
        return { type: 'number', expression: { op: 'negate', of: of.expression } }
      }
      case 'call':
        return call(node, node.args[0], node.args[1])
      case 'rcall':
        if (node.args[0] === 'size' && node.args[2].length === 0) return call(node, 'size', [node.args[1]])
        return unknownCall(node, node.args[0])
      case '==':
      case '!=':
        return equality(node, node.op, node.args)
      case 'in':
        return membership(node, node.args)
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return arithmetic(node.op, node.args)
      default:
        return refuse(
          node,
          `\`${written(node)}\` cannot be used in a condition: compare answers with ==, !=, <, >, in, and join them with &&, || and !.`,
        )
    }
  }

  function literal(node: ASTNode, value: unknown): Checked | undefined {
    if (typeof value === 'string') return { type: 'words', expression: { op: 'value', value } }
    if (typeof value === 'boolean') return { type: 'truth', expression: { op: 'value', value } }
    if (typeof value === 'number' || typeof value === 'bigint') {
      const number = Number(value)
      if (Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER) {
        return { type: 'number', expression: { op: 'value', value: number } }
      }
      return refuse(node, `The number \`${written(node)}\` is too big.`)
    }
    return refuse(
      node,
      `\`${written(node)}\` cannot be used in a condition: use "words" in quotes, numbers, true and false. To ask whether there is an answer, write answered(question).`,
    )
  }

  function answer(node: ASTNode, id: string): Checked | undefined {
    named = true
    const { possible } = compiler.way
    if (!possible.has(id)) return unknownQuestion(node, id, [...possible])
    const question = compiler.known.get(id)
    if (question === undefined) return { type: 'any', expression: { op: 'value', value: false } }
    return {
      type: typeOf(question),
      expression: { op: 'answer', slot: compiler.questions.indexOf(question) },
      question,
    }
  }

  function unknownQuestion(node: ASTNode, id: string, allowed: string[]): undefined {
    const elsewhere = compiler.ids.get(id)
    const more = { allowed, suggestion: suggest(id, allowed) }
    if (elsewhere === undefined) {
      report.error(
        place(node),
        'unknown-question',
        `There is no question \`${id}\`.${suggestQuotes(node, id)} ${asked(allowed)}`,
        more,
      )
    } else if (compiler.known.has(id)) {
      const line = parsed.at(elsewhere).line
      report.error(
        place(node),
        'not-asked',
        `\`${id}\` (line ${line}) is never asked on the way to this step. ${asked(allowed)}`,
        { allowed },
      )
    } else {
      const line = parsed.at(elsewhere).line
      const isQuestion = ['ask', 'consent'].some((key) => valueAt(parsed.value, [...elsewhere, key]) === id)
      if (isQuestion) {
        report.error(
          place(node),
          'not-asked',
          `\`${id}\` is asked only later, on line ${line}: a condition can only use questions asked before it. ${asked(allowed)}`,
          { allowed },
        )
      } else {
        report.error(
          place(node),
          'unknown-question',
          `\`${id}\` (line ${line}) is not a question. ${asked(allowed)}`,
          { allowed },
        )
      }
    }
  }

  function suggestQuotes(node: ASTNode, id: string): string {
    const options = compiler.questions.some((question) => optionsOf(compiler, question)?.includes(id))
    return options ? ` An option is written in quotes: "${written(node)}".` : ''
  }

  function list(node: ASTNode, items: readonly ASTNode[]): Checked | undefined {
    const values: Value[] = []
    for (const item of items) {
      const checked = check(item)
      if (checked === undefined) return undefined
      if (checked.expression.op !== 'value' || typeof checked.expression.value === 'object') {
        return refuse(
          item,
          `A list holds only words in quotes or numbers: ["a", "b"], not \`${written(item)}\`.`,
        )
      }
      values.push(checked.expression.value)
    }
    if (values.length === 0) return refuse(node, 'An empty list matches nothing: put options in it.')
    return { type: 'list', expression: { op: 'value', value: values } }
  }

  function truth(node: ASTNode): Checked | undefined {
    const checked = check(node)
    if (checked === undefined || fits(checked, 'truth')) return checked
    return refuse(
      node,
      `\`${written(node)}\` is ${TYPES[checked.type]}, where something true or false must stand: compare it, such as \`${written(node)} == …\`.`,
    )
  }

  function logic(op: 'and' | 'or', [left, right]: readonly [ASTNode, ASTNode]): Checked | undefined {
    const one = truth(left)
    const other = truth(right)
    if (one === undefined || other === undefined) return undefined
    return { type: 'truth', expression: { op, left: one.expression, right: other.expression } }
  }

  function equality(node: ASTNode, op: '==' | '!=', args: readonly [ASTNode, ASTNode]): Checked | undefined {
    const [left, right] = [check(args[0]), check(args[1])]
    if (left === undefined || right === undefined) return undefined
    const many = [left, right].find((side) => side.question?.kind === 'choose_many')?.question
    if (many !== undefined) {
      return refuse(
        node,
        `\`${many.id}\` takes several answers: write "option" in ${many.id}, or size(${many.id}) == 2.`,
      )
    }
    if (left.type === 'list' || right.type === 'list') {
      return refuse(node, `\`${written(node)}\`: to compare with a list, write in instead of ${op}.`)
    }
    if (!fits(left, right.type)) return differ(node, left, right)
    if (
      !options(args[1], right.expression, left.question) ||
      !options(args[0], left.expression, right.question)
    ) {
      return undefined
    }
    return { type: 'truth', expression: { op, left: left.expression, right: right.expression } }
  }

  function membership(node: ASTNode, args: readonly [ASTNode, ASTNode]): Checked | undefined {
    const [left, right] = [check(args[0]), check(args[1])]
    if (left === undefined || right === undefined) return undefined
    if (!fits(right, 'list')) {
      return refuse(
        args[1],
        `After in stands a list, such as ["a", "b"], or a question with several answers; \`${written(args[1])}\` is ${TYPES[right.type]}.`,
      )
    }
    if (left.type === 'list') {
      const id = left.question?.id ?? 'worries'
      return refuse(
        node,
        `\`${written(args[0])}\` is a list: write "option" in ${id}, one for each option, joined with ||.`,
      )
    }
    if (right.question !== undefined) {
      if (!fits(left, 'words'))
        return refuse(args[0], `\`${right.question.id}\` holds options: write one in quotes before in.`)
      if (!options(args[0], left.expression, right.question)) return undefined
    } else if (right.expression.op === 'value' && Array.isArray(right.expression.value)) {
      const values = right.expression.value
      const items = args[1].op === 'list' ? args[1].args : []
      let fine = true
      values.forEach((value, at) => {
        const item = items[at] ?? args[1]
        const type: Type =
          typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'truth' : 'words'
        const expression: Expression = { op: 'value', value }
        if (!fits(left, type)) fine = differ(item, left, { type, expression }) ?? false
        else fine = options(item, expression, left.question) && fine
      })
      if (!fine) return undefined
    }
    return { type: 'truth', expression: { op: 'in', left: left.expression, right: right.expression } }
  }

  function differ(node: ASTNode, left: Checked, right: Checked): undefined {
    const question = left.question ?? right.question
    const about = question === undefined ? '' : ` \`${question.id}\` is ${TYPES[typeOf(question)]}.`
    return refuse(
      node,
      `\`${written(node)}\` compares ${TYPES[left.type]} with ${TYPES[right.type]}.${about}${typeHint(question)}`,
    )
  }

  /** Whether the words can be an answer to the question at all. */
  function options(node: ASTNode, expression: Expression, question: Question | undefined): boolean {
    if (question === undefined || expression.op !== 'value' || typeof expression.value !== 'string')
      return true
    const allowed = optionsOf(compiler, question)
    const word = expression.value
    if (allowed === undefined || allowed.includes(word)) return true
    if (question.also.includes(word)) {
      report.error(
        place(node),
        'nonanswer',
        `\`${word}\` is a non-answer of \`${question.id}\`, and never equal to an option: write nonanswer(${question.id}).`,
      )
      return false
    }
    const what = question.kind === 'place' ? `place of the level \`${question.level}\`` : 'option'
    report.error(
      place(node),
      'unknown-option',
      `\`${question.id}\` has no ${what} \`${word}\`; it has ${listed(allowed, 'and')}.`,
      {
        allowed,
        suggestion: suggest(word, allowed),
      },
    )
    return false
  }

  function arithmetic(
    op: '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%',
    args: readonly [ASTNode, ASTNode],
  ): Checked | undefined {
    const [left, right] = [check(args[0]), check(args[1])]
    if (left === undefined || right === undefined) return undefined
    for (const [side, part] of [
      [left, args[0]],
      [right, args[1]],
    ] as const) {
      if (!fits(side, 'number')) {
        const doing = CALCULATIONS.has(op) ? 'be calculated with' : 'be more or less than another'
        return refuse(
          part,
          `\`${written(part)}\` is ${TYPES[side.type]}, and only numbers can ${doing}.${typeHint(side.question)}`,
        )
      }
    }
    const type = COMPARISONS.has(op) ? 'truth' : 'number'
    return { type, expression: { op, left: left.expression, right: right.expression } }
  }

  function call(node: ASTNode, name: string, args: readonly ASTNode[]): Checked | undefined {
    const [argument] = args
    if (name === 'answered' || name === 'nonanswer') {
      if (args.length !== 1 || argument?.op !== 'id')
        return refuse(node, `Write ${name}(question), with the id of one question.`)
      const of = check(argument)
      if (of === undefined || of.question === undefined) return of && { ...of, type: 'any' }
      return { type: 'truth', expression: { op: name, slot: compiler.questions.indexOf(of.question) } }
    }
    if (name === 'size') {
      if (args.length !== 1 || argument === undefined)
        return refuse(node, 'Write size(question), with one question.')
      const of = check(argument)
      if (of === undefined) return undefined
      if (!fits(of, 'list') && of.question?.kind !== 'text') {
        return refuse(
          node,
          `size() counts the options of a question with several answers, or the characters of a text; \`${written(argument)}\` is neither.`,
        )
      }
      return { type: 'number', expression: { op: 'size', of: of.expression } }
    }
    return unknownCall(node, name)
  }

  function unknownCall(node: ASTNode, name: string): undefined {
    const allowed = ['answered', 'nonanswer', 'size']
    const why = ['matches', 'all', 'exists', 'exists_one', 'map', 'filter'].includes(name)
      ? `\`${name}\` is not allowed in a condition, because its cost has no bound`
      : `There is no function \`${name}\``
    report.error(place(node), 'unknown-function', `${why}; use ${listed(allowed, 'and')}.`, {
      allowed,
      suggestion: suggest(name, allowed),
    })
  }

  return { check, names: () => named }
}

const fits = (side: Checked, type: Type): boolean =>
  side.type === type || side.type === 'any' || type === 'any'

const asked = (allowed: readonly string[]): string =>
  allowed.length === 0
    ? 'No question is asked before this step.'
    : `Asked before this step: ${listed(allowed, 'and')}.`
