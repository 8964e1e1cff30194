/** What two findings of one question can both tell: cells that were joined in one are joined in the other. */
import type { Cell } from './finding.ts'

/** The finest sets of options that the cells of both can be joined to. Nothing is ever subtracted from a cell. */
export function commonBlocks(
  one: readonly Pick<Cell, 'options'>[],
  other: readonly Pick<Cell, 'options'>[],
): ReadonlySet<string>[] {
  const blocks: Set<string>[] = []
  for (const cell of [...one, ...other]) {
    const joined = new Set(cell.options)
    for (let at = blocks.length - 1; at >= 0; at -= 1) {
      const block = blocks[at]
      if (block === undefined || ![...joined].some((option) => block.has(option))) continue
      for (const option of block) joined.add(option)
      blocks.splice(at, 1)
    }
    blocks.push(joined)
  }
  return blocks
}

/** The cells that lie in a block. */
export const cellsIn = (cells: readonly Cell[], block: ReadonlySet<string>): readonly Cell[] =>
  cells.filter(({ options }) => options.every((option) => block.has(option)))
