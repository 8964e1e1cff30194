/** What stands beside a finding so that nobody takes it for more than it is. */
import type { Program, Question } from '../flow/program.ts'
import type { Cell, Flag } from './finding.ts'

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
  if (cells.some(({ percent }) => widthOf(percent / 100, base / designEffect) > WIDE)) flags.push('wide')
  const asked = used.flatMap(({ questions }) => questions.find(({ id }) => id === question.id) ?? [])
  if (asked.length < used.length) flags.push('half_way')
  if (new Set(asked.map(({ wording }) => wording)).size > 1) flags.push('wording')
  return flags
}

/** Width of the 95 % Wilson interval of a share `p` of `n` people. */
function widthOf(p: number, n: number): number {
  const z = 1.959963984540054
  const spread = (p * (1 - p)) / n + (z * z) / (4 * n * n)
  return (2 * z * Math.sqrt(spread)) / (1 + (z * z) / n)
}
