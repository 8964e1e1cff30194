/** What the rounds of a trend say of the same options. */
import type { Cell } from '../finding.ts'
import type { Trend } from '../trend.ts'

export interface Series extends Pick<Cell, 'options' | 'part'> {
  /** By round; null where these options were not told, or not as one. */
  readonly percents: readonly (number | null)[]
}

/** One for every set of options that a round told; those of the newest round first, in its order. */
export function seriesOf({ points }: Trend): Series[] {
  const cells = new Map<string, Cell>()
  for (const { finding } of points.toReversed())
    for (const cell of finding.cells) if (!cells.has(keyOf(cell))) cells.set(keyOf(cell), cell)
  return [...cells].map(([key, { options, part }]) => ({
    options,
    ...(part === undefined ? {} : { part }),
    percents: points.map(({ finding }) => finding.cells.find((cell) => keyOf(cell) === key)?.percent ?? null),
  }))
}

const keyOf = ({ options }: Cell): string => options.toSorted().join('+')
