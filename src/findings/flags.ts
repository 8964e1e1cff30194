/** What stands beside a finding so that nobody takes it for more than it is. */
import type { Program, Question } from '../flow/program.ts'
import type { Cell, Flag } from './finding.ts'
import { wilsonOfShare } from './interval.ts'

/** Under 30 nothing may be said of others, under 60 with care, and an interval over .30 is too wide (older NCHS rules). */
const FEW = 30
const SMALL = 60
const WIDE = 0.3

/** `programs` are those that answers of the round were given to. */
export function flagsOf(
  question: Question,
  base: number,
  cells: readonly Cell[],
  designEffect: number,
  used: readonly Program[],
): Flag[] {
  const flags: Flag[] = []
  if (base < FEW) flags.push('few')
  else if (base < SMALL) flags.push('small')
  const width = (percent: number) => {
    const { low, high } = wilsonOfShare(percent / 100, base / designEffect)
    return high - low
  }
  if (cells.some(({ percent }) => width(percent) > WIDE)) flags.push('wide')
  const asked = used.flatMap(({ questions }) => questions.find(({ id }) => id === question.id) ?? [])
  if (asked.length < used.length) flags.push('half_way')
  if (new Set(asked.map(({ wording }) => wording)).size > 1) flags.push('wording')
  return flags
}
