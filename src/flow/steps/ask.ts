import { z } from 'zod'
import { BREAKDOWNS_IN_A_FLOW, GROUPS_IN_A_BREAKDOWN } from '../../limits.ts'
import type { Compiler } from '../compiler.ts'
import { meet } from '../compiler.ts'
import { listed } from '../diagnostic.ts'
import { isTree, readAs, valueAt } from '../explain.ts'
import type { Path } from '../parsed.ts'
import type { Question } from '../program.ts'
import type { QuestionKind } from '../questions/kind.ts'
import { QUESTION_KINDS } from '../questions/kinds.ts'
import { countKey, optionId, stepBase, stepId } from '../schema.ts'
import { suggest } from '../suggest.ts'
import { countedBy } from './count.ts'
import type { StepKind } from './kind.ts'

const base = {
  ask: stepId.meta({ description: 'Puts a question and waits for the reply.' }),
  also: z
    .array(optionId)
    .max(5)
    .optional()
    .meta({ description: 'Non-answers that are offered: dont_know, no_answer.' }),
  optional: z.boolean().optional().meta({ description: 'true: the person may skip the question.' }),
  as: z
    .enum(['sex', 'age_band', 'place'])
    .optional()
    .meta({ description: 'Findings are broken down by this question.' }),
  by: z
    .literal(true)
    .optional()
    .meta({ description: 'true: findings are broken down by this question too.' }),
  count: countKey,
  ...stepBase,
}

const forms = new Map(QUESTION_KINDS.map((kind) => [kind.key, z.strictObject({ ...base, ...kind.shape })]))

export const ask: StepKind = {
  key: 'ask',
  named: true,
  forms: () => [...forms.values()],
  compile(compiler, path) {
    const kind = kindOf(compiler, path)
    const id = valueAt(compiler.parsed.value, [...path, 'ask'])
    const question = kind && read(compiler, path, kind)
    if (typeof id === 'string') {
      compiler.known.set(id, question)
      compiler.way = meet(compiler.way, id)
    }
  },
}

/** Labels that locales may leave out, because every language has them built in. */
const BUILT_IN_NONANSWERS = ['dont_know', 'no_answer']

function read(compiler: Compiler, path: Path, kind: QuestionKind): Question | undefined {
  const form = forms.get(kind.key)
  const step = form && (readAs(form, compiler.parsed, path, compiler.report) as AskStep | undefined)
  if (step === undefined) return undefined
  const count = countedBy(compiler, path, step.count)
  const question = kind.build(
    step,
    {
      id: step.ask,
      at: compiler.code.length,
      optional: step.optional ?? false,
      also: step.also ?? [],
      wording: '',
      ...(step.as === undefined ? {} : { as: step.as }),
      ...(step.by === undefined ? {} : { by: step.by }),
    },
    compiler,
    path,
  )
  if (question === undefined) return undefined
  checkBreakdown(compiler, path, question)
  compiler.code.push({ kind: 'ask', slot: compiler.questions.push(question) - 1 })
  const yesNo = question.kind === 'choose' && [...question.options].sort().join() === 'no,yes'
  compiler.needs.push({
    step: question.id,
    path,
    way: compiler.way,
    question,
    builtIn: new Set([...BUILT_IN_NONANSWERS, ...(yesNo ? ['yes', 'no'] : [])]),
    ...(step.count === undefined ? {} : { count: count ?? '' }),
  })
  return question
}

/** A breakdown needs few, closed groups, and only one question for each. */
function checkBreakdown(compiler: Compiler, path: Path, question: Question): void {
  if (question.by !== undefined) checkBy(compiler, path, question)
  if (question.as === undefined) return
  const at = compiler.parsed.at([...path, 'as'])
  const wanted = question.as === 'place' ? 'place' : 'choose'
  if (question.kind !== wanted) {
    compiler.report.error(
      at,
      'wrong-value',
      `as: ${question.as} marks a question of the kind ${wanted}; this one is ${question.kind}.`,
    )
  } else checkGroups(compiler, path, question)
  const other = compiler.questions.find(({ as }) => as === question.as)
  if (other !== undefined) {
    compiler.report.error(
      at,
      'duplicate-as',
      `\`${other.id}\` is marked as: ${question.as} already: only one question can be.`,
    )
  }
}

/** What `as` names groups by; a question's id names those of `by`, so it may be none of these. */
const NAMED_BY_AS: readonly string[] = ['place', 'sex', 'age_band']

function checkBy(compiler: Compiler, path: Path, question: Question): void {
  const { report, parsed, questions } = compiler
  const at = parsed.atKey([...path, 'by'])
  if (question.as !== undefined) {
    const message = `as: ${question.as} breaks findings down by this question already: leave by out.`
    report.error(at, 'wrong-value', message)
    return
  }
  if (question.kind !== 'choose') {
    const message = `by: true marks a question of the kind choose; this one is ${question.kind}: leave by out.`
    report.error(at, 'wrong-value', message)
    return
  }
  if (NAMED_BY_AS.includes(question.id)) {
    const cure = question.id === 'place' ? 'give the question another id' : `write as: ${question.id} instead`
    const message = `\`${question.id}\` names the groups that as: ${question.id} makes, so by: true cannot stand here: ${cure}.`
    report.error(at, 'reserved-id', message)
  }
  // Who was not asked would be told of as somebody who did not say.
  if (path.length > 2 || valueAt(parsed.value, [...path, 'when']) !== undefined) {
    const message = 'by: true marks a question that everybody is asked: put it outside if, and without when.'
    report.error(at, 'not-asked', message)
  }
  const marked = questions.filter(({ by }) => by === true)
  if (marked.length >= BREAKDOWNS_IN_A_FLOW) {
    const ids = listed(
      marked.map(({ id }) => id),
      'and',
    )
    const message = `A flow has by: true at most ${BREAKDOWNS_IN_A_FLOW} times, and it stands at ${ids} already.`
    report.error(at, 'too-many', message)
  }
  checkGroups(compiler, path, question)
}

function checkGroups({ report, parsed }: Compiler, path: Path, question: Question): void {
  if (question.kind !== 'choose' || question.options.length <= GROUPS_IN_A_BREAKDOWN) return
  report.error(
    parsed.at([...path, 'choose']),
    'too-many',
    `Findings are broken down into at most ${GROUPS_IN_A_BREAKDOWN} groups, and this question has ${question.options.length} options.`,
  )
}

type AskStep = z.infer<z.ZodObject<typeof base>>

function kindOf(compiler: Compiler, path: Path): QuestionKind | undefined {
  const { report, parsed } = compiler
  const step = valueAt(parsed.value, path)
  const keys = isTree(step) ? Object.keys(step) : []
  const kinds = QUESTION_KINDS.filter(({ key }) => keys.includes(key))
  const [first, second] = kinds
  const allowed = QUESTION_KINDS.map(({ key }) => key)
  if (second !== undefined) {
    const at = parsed.atKey([...path, second.key])
    report.error(
      at,
      'two-kinds',
      `A question is of one kind, and this one has both ${listed(
        kinds.map(({ key }) => key),
        'and',
      )}: keep one.`,
    )
    return undefined
  }
  if (first !== undefined) return first
  const stray = keys.filter((key) => !(key in base))
  for (const key of stray) {
    const suggestion = suggest(key, [...allowed, ...Object.keys(base)])
    report.error(
      parsed.atKey([...path, key]),
      'unknown-key',
      `There is no key \`${key}\` here; a question has one of ${listed(allowed)}.`,
      {
        allowed: [...allowed, ...Object.keys(base)],
        suggestion,
      },
    )
  }
  if (stray.length === 0) {
    report.error(
      parsed.atKey([...path, 'ask']),
      'missing-key',
      `How is this question answered? Add one of ${listed(allowed)}.`,
      { allowed },
    )
  }
  return undefined
}
