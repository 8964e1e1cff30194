/** What the colours of a scale mean. */
import { type Block, stack } from './block.ts'
import type { Drawing } from './chart.ts'
import { smallSize } from './frame.ts'
import { hatchedRect } from './hatch.ts'
import { lineHeight, spaceOf, textBlock } from './lettering.ts'
import { COLOURS, inkOn, scaleColour } from './palette.ts'
import { rect, type Space } from './svg.ts'
import { roomFor } from './wrap.ts'

export interface LegendEntry {
  readonly label: string
  /** See `Segment`. */
  readonly steps: readonly number[]
  readonly of: number
}

/** In the scale's order, as many beside each other as fit; a long name runs over several lines. */
export function legendBlock({ teller, width, textSize }: Drawing, entries: readonly LegendEntry[]): Block {
  const space = spaceOf(width, teller.language)
  const size = smallSize(textSize)
  const indent = size * 1.3
  const gap = size * 0.9
  const rows: { entry: LegendEntry; start: number; width: number }[][] = [[]]
  let used = 0
  for (const entry of entries) {
    const wanted = Math.min(width, indent + roomFor(entry.label, { size }))
    if (used > 0 && used + gap + wanted > width) {
      rows.push([])
      used = 0
    }
    const start = used === 0 ? 0 : used + gap
    rows.at(-1)?.push({ entry, start, width: wanted })
    used = start + wanted
  }
  return stack(
    rows.map((row) => {
      const blocks = row.map(({ entry, start, width: wide }) => {
        // Half a pixel more: what was measured must not break.
        const label = textBlock(space, entry.label, {
          size,
          start: start + indent,
          width: wide - indent + 0.5,
        })
        return { body: swatch(space, entry, start, size) + label.body, height: label.height }
      })
      return {
        body: blocks.map(({ body }) => body).join(''),
        height: blocks.reduce((most, { height }) => Math.max(most, height), 0),
      }
    }),
    size * 0.1,
  )
}

function swatch(space: Space, { steps, of }: LegendEntry, start: number, size: number): string {
  const side = size * 0.85
  const y = (lineHeight(space, size) - side) / 2
  const colour = scaleColour(steps, of)
  const edge = size / 16
  const outline = { fill: colour, stroke: COLOURS.edge, 'stroke-width': edge, class: 'c-part' }
  if (steps.length <= 1) return rect(space, start, y, side, side, outline)
  const line = { fill: 'none', stroke: inkOn(colour), 'stroke-opacity': 0.55, 'stroke-width': edge * 1.4 }
  return hatchedRect(space, { start, y, width: side, height: side }, size * 0.35, { ground: outline, line })
}
