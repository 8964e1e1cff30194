/**
 * What two snapshots of one question tell together. Someone who knows who joined in between could subtract them, so a
 * question's figures only move on when the people who joined or left are themselves a group that may be shown.
 */
import type { Finding, ShownFinding } from './finding.ts'

/**
 * Whether `next` may be shown where `before` was: at least `minimum` people between their bases, and the change not
 * all in one place. Cells that were pooled in one and not in the other are compared where their borders meet.
 */
export function mayFollow(before: Finding, next: Finding, minimum: number): boolean {
  if (before.state === 'withheld') return true
  // What was seen cannot be taken back by hiding it; it stays until something may follow it.
  if (next.state === 'withheld') return false
  const change = next.base - before.base
  if (Math.abs(change) < minimum) return false
  if (before.kind === 'number') return true
  return commonBlocks(before, next).every((block) => countOf(next, block) - countOf(before, block) !== change)
}

/** The finest sets of options that both partitions can tell the count of. */
function commonBlocks(one: ShownFinding, other: ShownFinding): ReadonlySet<string>[] {
  const blocks: Set<string>[] = []
  for (const cell of [...one.cells, ...other.cells]) {
    const joined = new Set(cell.options)
    for (let at = blocks.length - 1; at >= 0; at -= 1) {
      const block = blocks[at]
      if (block === undefined || ![...joined].some((option) => block.has(option))) continue
      for (const option of block) joined.add(option)
      blocks.splice(at, 1)
    }
    blocks.push(joined)
  }
  const total = new Set([...one.cells, ...other.cells].flatMap(({ options }) => options))
  // One block of everything is the base itself, which changed by `change` of course.
  return blocks.filter(({ size }) => size < total.size)
}

const countOf = ({ cells }: ShownFinding, block: ReadonlySet<string>): number =>
  cells
    .filter(({ options }) => options.every((option) => block.has(option)))
    .reduce((sum, { count }) => sum + count, 0)
