/** Turns a row that may be told into a finding: percents, the scale's parts, non-answers, flags. */
import type { Program, Question } from '../flow/program.ts'
import type { Cell, Filter, FindingNumbers, ShownFinding } from './finding.ts'
import { flagsOf } from './flags.ts'
import { wholePercent } from './percent.ts'
import { type Block, countIn, type TableRow } from './table.ts'

export interface Told {
  readonly question: Question
  readonly of: readonly Filter[]
  readonly row: TableRow
  readonly blocks: readonly Block[]
  readonly hidden: readonly string[]
  readonly numbers?: FindingNumbers | undefined
}
export type Finish = (told: Told) => ShownFinding

export interface FinishRules {
  /** Non-answers are told from so many on; of everybody only, since those of groups could be subtracted. */
  readonly minimum: number
  readonly designEffect: number
  /**
   * What the round is weighted to: these questions tell who answered, and would repeat the margins if they were weighted.
   */
  readonly margins: readonly string[]
}

/** `used`: the programs that answers of the round were given to. */
export function finisher(used: readonly Program[], rules: FinishRules): Finish {
  return ({ question, of, row, blocks, hidden, numbers }) => {
    const weights = rules.margins.includes(question.as ?? question.id) ? undefined : weightsOf(row)
    const cells = blocks.map((options): Cell => {
      const count = countIn(row, options)
      const part = partOf(question, options)
      const percent =
        weights === undefined ? wholePercent(count, row.base) : wholePercent(weights.of(options), weights.sum)
      return { options, ...(part === undefined ? {} : { part }), count, percent }
    })
    const nonanswers = row.tallies
      .flatMap((tally) => Object.values(tally.nonanswers))
      .reduce((sum, count) => sum + count, 0)
    const kish =
      weights === undefined ? undefined : Math.max(1, (row.base * weights.squares) / weights.sum ** 2)
    return {
      state: 'shown',
      question: question.id,
      kind: question.kind,
      of,
      base: row.base,
      cells,
      hidden,
      nonanswers: of.length === 0 && nonanswers >= rules.minimum ? nonanswers : null,
      ...(numbers === undefined ? {} : { numbers }),
      flags: flagsOf(question, row.base, cells, rules.designEffect * (kish ?? 1), used),
      ...(kish === undefined ? {} : { designEffect: kish }),
    }
  }
}

function weightsOf({ tallies }: TableRow) {
  if (tallies.some(({ weights }) => weights === undefined)) return undefined
  const weight = new Map<string, number>()
  for (const { options } of tallies)
    for (const { id, weight: own = 0 } of options) weight.set(id, (weight.get(id) ?? 0) + own)
  return {
    sum: tallies.reduce((sum, { weights }) => sum + (weights?.sum ?? 0), 0),
    squares: tallies.reduce((sum, { weights }) => sum + (weights?.squares ?? 0), 0),
    of: (options: readonly string[]) => options.reduce((sum, id) => sum + (weight.get(id) ?? 0), 0),
  }
}

function partOf(question: Question, options: readonly string[]): string | undefined {
  if (question.kind !== 'choose') return undefined
  return question.scale?.find((part) => [...part.options].sort().join() === [...options].sort().join())?.id
}
