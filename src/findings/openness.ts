/**
 * Whether counts that no table tells stay open when several tables are read together. Tables of one question by place and
 * by sex, and how many women answered in each place, can close in on how many women in one place said one thing, though
 * no table tells it.
 *
 * A count is open when it could be something else and nothing that is told would change. To show that, people exchange
 * what they said in the true data, four at a time, in ways that leave every told sum as it is; what such exchanges reach is
 * possible for whoever knows all tables. So reaching `SPREAD` values is a proof, not an estimate. Where they do not reach
 * it, the question is not told by that group.
 */
import type { Question } from '../flow/program.ts'
import { createExchange, type Exchange } from './exchange.ts'
import type { FamiliesOf, Family, Sources } from './families.ts'
import { UNSAID } from './finding.ts'
import { type Block, joinBlocks, SPREAD } from './table.ts'
import type { Stratum } from './tally.ts'

type Others = FamiliesOf['others']
interface Around {
  readonly families: ReadonlyMap<string, FamiliesOf>
  readonly sources: Sources
  readonly strata: readonly Stratum[]
}

/** The families without those that would close in on a count. */
export function familiesLeftOpen(
  families: ReadonlyMap<string, FamiliesOf>,
  questions: readonly Question[],
  sources: Sources,
  strata: readonly Stratum[],
): ReadonlyMap<string, FamiliesOf> {
  const around = { families, sources, strata }
  const left = new Map<string, FamiliesOf>()
  for (const question of questions) {
    const own = families.get(question.id)
    if (own === undefined) continue
    const kept: Others[number][] = []
    for (const other of own.others) {
      // First what is told by place within it, then it goes as a whole.
      const attempts = other.within.length > 0 ? [other, { whole: other.whole, within: [] }] : [other]
      const open = attempts.find(
        (attempt) =>
          own.places.every((places) => isOpen(question, places, attempt, around)) &&
          kept.every((before) => isOpen(question, before.whole, { whole: other.whole, within: [] }, around)),
      )
      if (open !== undefined) kept.push(open)
    }
    left.set(question.id, { places: own.places, others: kept })
  }
  return left
}

/** Whether each count of the groups that two tables have in common, by block of options, is told or open. */
function isOpen(
  question: Question,
  first: Family,
  { whole: second, within }: Others[number],
  around: Around,
): boolean {
  const told = new Set(within.map((family) => family.within[0]?.ids.join()))
  const rows = first.rows.map(({ row }) => row.ids)
  const columns = second.rows.map(({ row }) => row.ids)
  if (rows.length < 2 || columns.length < 2) return true
  const untold = rows.flatMap((ids, row) => (told.has(ids.join()) ? [] : [row]))
  return blocksOf(question, first, second).every((blocks) => {
    const exchange = createExchange({ ...around, question, first, second, blocks, untold })
    return untold.every((row) =>
      columns.every(
        (ids, column) =>
          isUnsaid(ids) ||
          isUnsaid(rows[row] ?? []) ||
          blocks.every((_block, block) => reaches(exchange, row, column, block)),
      ),
    )
  })
}

/** Nobody is known to be one of those who did not say; what keeps them from being subtracted is `hidesRest`. */
const isUnsaid = (ids: readonly string[]): boolean => ids.length === 1 && ids[0] === UNSAID

/** For several answers each option by itself: who ticked it and who did not. */
function blocksOf(question: Question, first: Family, second: Family): readonly (readonly Block[])[] {
  if (question.kind !== 'choose_many') return [joinBlocks(first.blocks, second.blocks)]
  return first.blocks.filter(([id]) => second.blocks.some(([other]) => other === id)).map((block) => [block])
}

/** The true value, those above it, and those below it. */
function reaches(exchange: Exchange, row: number, column: number, block: number): boolean {
  const needed = SPREAD - 1
  const up = exchange.reach(row, column, block, 1, needed)
  return up >= needed || up + exchange.reach(row, column, block, -1, needed - up) >= needed
}
