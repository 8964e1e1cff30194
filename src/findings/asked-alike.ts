/**
 * Whether two programs ask the same question. The wording hash says so at once; where it differs, a look at what both
 * have in common tells whether anybody read something else, or only a language was added that has nothing to compare.
 */
import { canonical } from '../flow/canonical.ts'
import type { Expression } from '../flow/expression.ts'
import type { Program, Question, TextTree } from '../flow/program.ts'
import { conditionsOf } from './routing.ts'
import type { TrendReason } from './trend.ts'

/** A question with the program that it stands in. */
export interface Asked {
  readonly asked: Question
  readonly program: Program
}

/** Empty: the same question, put to the same people, with the same answers to choose from. */
export function whatWasAskedDiffers(before: Asked, after: Asked): TrendReason[] {
  const reasons: TrendReason[] = []
  if (before.program.hash === after.program.hash) return reasons
  if (before.asked.wording !== after.asked.wording && wordingDiffers(before, after)) reasons.push('wording')
  if (offer(before.asked) !== offer(after.asked)) reasons.push('options')
  if (routeTo(before) !== routeTo(after)) reasons.push('routing')
  return reasons
}

function wordingDiffers(before: Asked, after: Asked): boolean {
  const shared = before.program.languages.filter((language) => after.program.languages.includes(language))
  if (shared.length === 0) return true
  const [one, other] = [before, after].map(({ asked, program }) =>
    canonical([
      asked.also,
      inOrder(asked, before, after),
      shared.map((language) => readIn(program, language, asked.id)),
    ]),
  )
  return one !== other || shared.some((language) => labelDiffers(before, after, language))
}

/** The options that both have, in the order in which they are offered: what comes first is chosen more often. */
function inOrder(asked: Question, before: Asked, after: Asked): readonly string[] {
  const [one, other] = [optionsOf(before.asked), optionsOf(after.asked)]
  return optionsOf(asked).filter((option) => one.includes(option) && other.includes(option))
}

/** What is read with the question, beside its options; pages' own texts do not count. */
function readIn({ texts }: Program, language: string, id: string): unknown {
  const node = texts[language]?.[id]
  if (node === undefined || !isTree(node)) return node ?? null
  const { options: _options, topic: _topic, scale: _scale, ...read } = node
  return read
}

function labelDiffers(before: Asked, after: Asked, language: string): boolean {
  const label = ({ asked, program }: Asked, option: string): unknown => {
    const node = program.texts[language]?.[asked.id]
    const options = node !== undefined && isTree(node) ? node.options : undefined
    return options !== undefined && isTree(options) ? options[option] : undefined
  }
  return inOrder(after.asked, before, after).some((option) => label(before, option) !== label(after, option))
}

/** What one could answer, whatever it is called and in whichever order. */
function offer(question: Question): string {
  switch (question.kind) {
    case 'choose':
      return canonical([question.kind, question.options.toSorted()])
    case 'choose_many':
      return canonical([
        question.kind,
        question.options.toSorted(),
        question.atMost,
        question.alone.toSorted(),
      ])
    case 'number':
      return canonical([question.kind, question.bands ?? []])
    default:
      return question.kind
  }
}

/** The conditions on the way to a question, with questions by id: slots move when any other question comes or goes. */
function routeTo({ asked, program }: Asked): string {
  const named = (condition: Expression): unknown =>
    JSON.parse(JSON.stringify(condition), (key, value: unknown) =>
      key === 'slot' && typeof value === 'number' ? program.questions[value]?.id : value,
    )
  return canonical((conditionsOf(program).get(asked.id) ?? []).map((one) => canonical(named(one))).toSorted())
}

const optionsOf = (question: Question): readonly string[] => ('options' in question ? question.options : [])

const isTree = (node: string | readonly string[] | TextTree): node is TextTree =>
  typeof node === 'object' && !Array.isArray(node)
