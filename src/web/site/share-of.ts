/** One thing that can be told of many groups: an option, or a part of a scale. */
import type { Cell, Finding } from '../../findings/finding.ts'
import type { Question } from '../../flow/program.ts'

export type Share = Pick<Cell, 'options' | 'part'>

/** What a map can be asked to show: the parts of a question's scale, else its options. */
export function sharesOf(question: Question): readonly Share[] {
  if (question.kind === 'choose' && question.scale !== undefined)
    return question.scale.map(({ id, options }) => ({ part: id, options }))
  if (question.kind === 'choose' || question.kind === 'choose_many')
    return question.options.map((option) => ({ options: [option] }))
  return []
}

/** Names a share in an address. */
export const shareId = ({ part, options }: Share): string => part ?? options.join()

/**
 * The whole percent of a group that gave one of these options; undefined where the finding does not tell it alone. Of a
 * part that is shown option by option it is the sum of what is shown, so that it agrees with the chart and tells
 * nothing that the chart does not.
 */
export function shareIn(
  finding: Finding | undefined,
  { options }: Pick<Cell, 'options'>,
): number | undefined {
  if (finding?.state !== 'shown') return undefined
  const within = finding.cells.filter((cell) => cell.options.every((option) => options.includes(option)))
  if (new Set(within.flatMap((cell) => cell.options)).size < options.length) return undefined
  return Math.min(
    100,
    within.reduce((sum, { percent }) => sum + percent, 0),
  )
}
