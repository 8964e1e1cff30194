/**
 * Whether counts that no table tells stay open when several tables are read together. Tables of one question by place and
 * by sex, and how many women answered in each place, can close in on how many women in one place said one thing, though
 * no table tells it.
 *
 * A count is open when it could be something else and nothing that is told would change: from the true counts, some
 * people's answers or groups are exchanged, as many as can be, without touching any told sum. What such exchanges reach
 * is possible for whoever knows all tables, so reaching `SPREAD` values is a proof, and not an estimate. Where none is
 * found, the question is not told by that group.
 */
import type { Question } from '../flow/program.ts'
import { type FamiliesOf, type Family, groupName, type Sources } from './families.ts'
import type { Filter } from './finding.ts'
import { type Block, joinBlocks, SPREAD } from './table.ts'
import type { Group } from './tally.ts'

/** The families without those that would close in on a count. */
export function familiesLeftOpen(
  families: ReadonlyMap<string, FamiliesOf>,
  questions: readonly Question[],
  sources: Sources,
): ReadonlyMap<string, FamiliesOf> {
  const known = knownPairs(families)
  const left = new Map<string, FamiliesOf>()
  for (const question of questions) {
    const own = families.get(question.id)
    if (own === undefined) continue
    const others = own.others.filter((other) =>
      own.places.every((places) => isOpen(question, places, other.whole, other.within, { sources, known })),
    )
    left.set(question.id, {
      places: own.places,
      others: withoutTriangles(question, others, { sources, known }),
    })
  }
  return left
}

type Others = FamiliesOf['others']
interface Around {
  readonly sources: Sources
  readonly known: ReadonlySet<string>
}

/** Of two breakdowns that together close in on a count, the later one goes. */
function withoutTriangles(question: Question, others: Others, around: Around): Others {
  const kept: Others[number][] = []
  for (const other of others)
    if (kept.every((before) => isOpen(question, before.whole, other.whole, [], around))) kept.push(other)
  return kept
}

/** Pairs of groups of which it is told how many people they have in common, by any question's table. */
function knownPairs(families: ReadonlyMap<string, FamiliesOf>): ReadonlySet<string> {
  const known = new Set<string>()
  const pairs = (one: readonly Filter[], other: readonly Filter[]) => {
    for (const a of one) for (const b of other) known.add(pairName(a, b))
  }
  for (const [, { places, others }] of families) {
    for (const { within } of others)
      for (const { rows } of within) for (const { of } of rows) pairs([of[0] as Filter], of.slice(1))
    for (const family of [...places, ...others.map(({ whole }) => whole)])
      for (const { of } of family.rows) for (const id of family.blocks) pairs(of, [{ by: '', ids: id }])
  }
  return known
}

const pairName = (one: Filter, other: Filter): string =>
  `${one.by}=${one.ids.join('+')}&${other.ids.join('+')}`

/** Whether each count of the two families' groups in common, by option and by block, is told or open. */
function isOpen(
  question: Question,
  first: Family,
  second: Family,
  told: readonly Family[],
  { sources, known }: Around,
): boolean {
  const rows = first.rows.map(({ row }) => row.ids)
  const columns = second.rows.map(({ row }) => row.ids)
  if (rows.length < 2 || columns.length < 2) return true
  const isTold = (row: readonly string[]) =>
    told.some(({ within: [place] }) => place !== undefined && place.ids.join() === row.join())
  const cube = cubeOf(question, first, second, sources)
  const kinds: readonly (readonly Block[])[] =
    question.kind === 'choose_many'
      ? first.blocks.filter(([id]) => second.blocks.some(([other]) => other === id)).map((block) => [block])
      : [joinBlocks(first.blocks, second.blocks)]
  return kinds.every((blocks) => {
    const layers = layersOf(cube, blocks)
    const knows = (row: number, column: number) =>
      known.has(
        pairName({ by: first.by, ids: rows[row] ?? [] }, { by: second.by, ids: columns[column] ?? [] }),
      ) ||
      known.has(
        pairName({ by: second.by, ids: columns[column] ?? [] }, { by: first.by, ids: rows[row] ?? [] }),
      )
    return rows.every(
      (ids, row) =>
        isTold(ids) ||
        columns.every((_, column) =>
          blocks.every((_block, block) => spread(layers, row, column, block, knows) >= SPREAD),
        ),
    )
  })
}

/** `[row][column]` → count of each option, and how many people there are in all. */
type Cube = readonly (readonly { readonly people: number; readonly counts: ReadonlyMap<string, number> }[])[]

function cubeOf(question: Question, first: Family, second: Family, sources: Sources): Cube {
  const groupOf = (one: string, other: string): Group | undefined =>
    sources.groups.get(
      groupName([
        { by: first.by, ids: [one] },
        { by: second.by, ids: [other] },
      ]),
    ) ??
    sources.groups.get(
      groupName([
        { by: second.by, ids: [other] },
        { by: first.by, ids: [one] },
      ]),
    )
  return first.rows.map(({ row }) =>
    second.rows.map(({ row: column }) => {
      const counts = new Map<string, number>()
      let people = 0
      for (const one of row.ids)
        for (const other of column.ids) {
          const group = groupOf(one, other)
          const tally = group?.questions.find((own) => own.question === question.id)
          people += group?.respondents ?? 0
          for (const { id, count } of tally?.options ?? []) counts.set(id, (counts.get(id) ?? 0) + count)
        }
      return { people, counts }
    }),
  )
}

/** `[block][row][column]`; the last layer is of the people without an answer in any block. */
type Layers = readonly (readonly (readonly number[])[])[]

function layersOf(cube: Cube, blocks: readonly Block[]): Layers {
  const layers = blocks.map((block) =>
    cube.map((row) => row.map(({ counts }) => block.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0))),
  )
  const rest = cube.map((row, at) =>
    row.map(
      ({ people }, column) => people - layers.reduce((sum, layer) => sum + (layer[at]?.[column] ?? 0), 0),
    ),
  )
  return [...layers, rest]
}

/**
 * How many values a count can have at least: what the best exchange upward and the best one downward reach, and the
 * true one. Two exchanges are tried with every other row and column.
 *
 * Answers: as many people of this row and column change to the block as change from it in the same row and another
 * column, and the other way round in another row; every sum by row, by column and in common stays.
 * Groups: where it is not told how many people row and column have in common, people change the column instead.
 */
function spread(
  layers: Layers,
  row: number,
  column: number,
  block: number,
  knows: (row: number, column: number) => boolean,
): number {
  const at = (layer: number, r: number, c: number) => layers[layer]?.[r]?.[c] ?? 0
  const rows = layers[0]?.length ?? 0
  const columns = layers[0]?.[0]?.length ?? 0
  let up = 0
  let down = 0
  for (let r = 0; r < rows; r += 1) {
    if (r === row) continue
    for (let c = 0; c < columns; c += 1) {
      if (c === column) continue
      if (!knows(row, column) && !knows(row, c) && !knows(r, column) && !knows(r, c)) {
        up = Math.max(up, Math.min(at(block, row, c), at(block, r, column)))
        down = Math.max(down, Math.min(at(block, row, column), at(block, r, c)))
      }
      for (let other = 0; other < layers.length; other += 1) {
        if (other === block) continue
        up = Math.max(
          up,
          Math.min(at(other, row, column), at(block, row, c), at(block, r, column), at(other, r, c)),
        )
        down = Math.max(
          down,
          Math.min(at(block, row, column), at(other, row, c), at(other, r, column), at(block, r, c)),
        )
      }
    }
  }
  return up + down + 1
}
