/** What exchanges ask of strata again and again, worked out once a round: rows, who is alike in all else, counts by block. */
import type { Family, Sources } from './families.ts'
import type { Block } from './table.ts'
import type { Stratum } from './tally.ts'

export interface StrataIndex {
  readonly strata: readonly Stratum[]
  /** By stratum: the index of its row in a family; −1: it lies in none. */
  rowsOf(family: Family): readonly number[]
  /** By stratum: numbers that are the same for strata which say the same of all but these, with the place and without. */
  alikeBut(by: readonly (string | undefined)[]): Alike
  /** By stratum: people by block, the last one of everybody else. */
  countsOf(question: string, blocks: readonly Block[]): readonly (readonly number[])[]
}

export interface Alike {
  readonly withPlace: readonly number[]
  readonly without: readonly number[]
}

export function indexStrata(strata: readonly Stratum[], { places }: Sources): StrataIndex {
  const parents = new Map(places.map(({ code, parent }) => [code, parent]))
  const rows = new Map<string, readonly number[]>()
  const alike = new Map<string, Alike>()
  const counts = new Map<string, readonly (readonly number[])[]>()
  return {
    strata,
    rowsOf(family) {
      // Tables of most questions have the same rows.
      const name = partitionName(family)
      const known = rows.get(name) ?? strata.map(finder(family, parents))
      rows.set(name, known)
      return known
    },
    alikeBut(by) {
      const name = by.join('&')
      const known = alike.get(name) ?? numbered(strata, new Set(by))
      alike.set(name, known)
      return known
    },
    countsOf(question, blocks) {
      const name = `${question} ${blocks.map((block) => block.join('+')).join(' ')}`
      const known = counts.get(name) ?? strata.map((stratum) => countsIn(stratum, question, blocks))
      counts.set(name, known)
      return known
    },
  }
}

/** The same for families whose rows divide people alike. */
export const partitionName = ({ by, rows }: Family): string =>
  `${by}=${rows.map(({ row }) => row.ids.join('+')).join(' ')}`

/** The row of a family that a stratum lies in. */
function finder({ by, rows }: Family, parents: ReadonlyMap<string, string | null>) {
  const at = new Map(rows.flatMap(({ row }, index) => row.ids.map((id) => [id, index] as const)))
  return ({ said }: Stratum): number => {
    for (let id = said.get(by) ?? null; id !== null; id = by === 'place' ? (parents.get(id) ?? null) : null) {
      const row = at.get(id)
      if (row !== undefined) return row
    }
    return -1
  }
}

function numbered(strata: readonly Stratum[], left: ReadonlySet<string | undefined>): Alike {
  const numbers = new Map<string, number>()
  const numberOf = (name: string): number => {
    const known = numbers.get(name) ?? numbers.size
    numbers.set(name, known)
    return known
  }
  const names = strata.map(({ said }) => {
    const others = [...said].filter(([by]) => by !== 'place' && !left.has(by)).map((one) => one.join('='))
    return { others: others.join('&'), place: said.get('place') ?? '' }
  })
  return {
    withPlace: names.map(({ place, others }) => numberOf(`${place} ${others}`)),
    without: names.map(({ others, place }) =>
      numberOf(left.has('place') ? `? ${others}` : `? ${place} ${others}`),
    ),
  }
}

function countsIn(stratum: Stratum, question: string, blocks: readonly Block[]): number[] {
  const counts = stratum.counts(question)
  const told = blocks.map((block) => block.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0))
  return [...told, stratum.people - told.reduce((sum, count) => sum + count, 0)]
}
