/**
 * What two snapshots of one question tell together. Someone who knows who joined in between could subtract them, so a
 * question's figures only move on when the people who joined or left are themselves a group that may be shown.
 */
import { cellsIn, commonBlocks } from './common-cells.ts'
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
  const total = new Set([...before.cells, ...next.cells].flatMap(({ options }) => options))
  return (
    commonBlocks(before.cells, next.cells)
      // One block of everything is the base itself, which changed by `change` of course.
      .filter(({ size }) => size < total.size)
      .every((block) => {
        const moved = countOf(next, block) - countOf(before, block)
        // Of several answers, one that nobody of those who came ticked tells as much as one that all of them did.
        return moved !== change && (next.kind !== 'choose_many' || moved !== 0)
      })
  )
}

const countOf = ({ cells }: ShownFinding, block: ReadonlySet<string>): number =>
  cellsIn(cells, block).reduce((sum, { count }) => sum + count, 0)
