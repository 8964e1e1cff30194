/** A part of a chart with its height, drawn from 0, 0 in the width it was given. */
import { moved } from './svg.ts'

export interface Block {
  readonly body: string
  readonly height: number
}

export const EMPTY: Block = { body: '', height: 0 }

/** The same blocks in two stacks, the first one as near to half of the height as it can be. */
export function halves(blocks: readonly Block[], gap: number): [Block, Block] {
  const pairs = blocks.map((_, at): [Block, Block] => [
    stack(blocks.slice(0, at), gap),
    stack(blocks.slice(at), gap),
  ])
  const apart = ([upper, lower]: [Block, Block]) => Math.abs(upper.height - lower.height)
  return pairs.reduce((best, pair) => (apart(pair) < apart(best) ? pair : best), [EMPTY, stack(blocks, gap)])
}

/** One below the other with a gap between; those of no height are left out. */
export function stack(blocks: readonly Block[], gap: number): Block {
  const parts: string[] = []
  let y = 0
  for (const block of blocks) {
    if (block.height === 0) continue
    if (parts.length > 0) y += gap
    parts.push(moved(block.body, 0, y))
    y += block.height
  }
  return { body: parts.join(''), height: y }
}
