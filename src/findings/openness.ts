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
import type { ChooseManyQuestion, Question } from '../flow/program.ts'
import { type Cross, crosser } from './crossing.ts'
import { createExchange, type Exchange } from './exchange.ts'
import { type FamiliesOf, type Family, type OtherFamily, type Sources, staysOpen } from './families.ts'
import { UNSAID } from './finding.ts'
import type { StrataIndex } from './strata-index.ts'
import { type Block, joinBlocks, SPREAD } from './table.ts'

interface Around {
  readonly families: ReadonlyMap<string, FamiliesOf>
  readonly sources: Sources
  readonly index: StrataIndex
  readonly cross: Cross
  readonly minimum: number
}

/** The families without those that would close in on a count. */
export function familiesLeftOpen(
  families: ReadonlyMap<string, FamiliesOf>,
  questions: readonly Question[],
  given: Omit<Around, 'families' | 'cross'>,
): ReadonlyMap<string, FamiliesOf> {
  const around: Around = { ...given, families, cross: crosser(given.index) }
  const left = new Map<string, FamiliesOf>()
  for (const question of questions) {
    const own = families.get(question.id)
    if (own === undefined) continue
    const kept: OtherFamily[] = []
    for (const other of own.others) {
      const beside = [...own.places, ...kept.map(({ whole }) => whole)]
      const open = openVariant(question, other, beside, around)
      if (open !== undefined) kept.push(open)
    }
    left.set(question.id, { places: own.places, others: kept })
  }
  return left
}

/** First the same without its tables within places, then with the smallest groups together, then nothing. */
function openVariant(
  question: Question,
  other: OtherFamily,
  beside: readonly Family[],
  around: Around,
): OtherFamily | undefined {
  for (let tried: OtherFamily | undefined = other; tried !== undefined; tried = tried.coarser()) {
    const attempts = tried.within.length > 0 ? [tried, { ...tried, within: [] }] : [tried]
    for (const attempt of attempts) {
      const open = withoutClosed(question, attempt, beside, around)
      if (open !== undefined) return open
    }
  }
  return undefined
}

/** The family as it may be told beside the others; of several answers without the options that would be closed in on. */
function withoutClosed(
  question: Question,
  other: OtherFamily,
  beside: readonly Family[],
  around: Around,
): OtherFamily | undefined {
  if (question.kind !== 'choose_many')
    return beside.every((family) => closedIn(question, family, other, around).next().done) ? other : undefined
  const closed = new Set(beside.flatMap((family) => [...closedIn(question, family, other, around)]))
  if (closed.size === 0) return other
  const without = (family: Family): Family => ({
    ...family,
    blocks: family.blocks.filter(([id]) => id !== undefined && !closed.has(id)),
    hidden: question.options.filter((id) => family.hidden.includes(id) || closed.has(id)),
  })
  const whole = without(other.whole)
  const within = other.within.map(without)
  const open = [whole, ...within].every(
    (family) => family.blocks.length > 0 && hidesTicks(question, family, around.minimum),
  )
  return open ? { ...other, whole, within } : undefined
}

/** What is told of ticks must not bound those that are not. */
const hidesTicks = (
  question: ChooseManyQuestion,
  { rows, blocks, hidden }: Family,
  minimum: number,
): boolean => rows.every(({ row }) => staysOpen(question, row, blocks.flat(), hidden, minimum))

/** Options of blocks of which some count, of the groups that two tables have in common, is neither told nor open. */
function* closedIn(
  question: Question,
  first: Family,
  { whole: second, within }: OtherFamily,
  around: Around,
): Generator<string> {
  const told = new Set(within.map((family) => family.within[0]?.ids.join()))
  const rows = first.rows.map(({ row }) => row.ids)
  const columns = second.rows.map(({ row }) => row.ids)
  if (rows.length < 2 || columns.length < 2) return
  const untold = rows.flatMap((ids, row) => (told.has(ids.join()) ? [] : [row]))
  if (untold.length === 0) return
  const asked = around.sources.breakdowns.find((one) => one.question === question.id)?.by
  const crossing = around.cross(first, second, asked)
  for (const blocks of blocksOf(question, first, second)) {
    const exchange = createExchange({ ...around, question, first, second, crossing, blocks, untold })
    const isOpen = (block: number) =>
      untold.every(
        (row) =>
          isUnsaid(rows[row] ?? []) ||
          columns.every((ids, column) => isUnsaid(ids) || reaches(exchange, row, column, block)),
      )
    for (const [at, block] of blocks.entries()) if (!isOpen(at)) yield* block
  }
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
