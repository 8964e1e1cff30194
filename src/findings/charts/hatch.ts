/** Slanting lines over a rectangle: what is told together is never told apart by colour alone. */
import { type Attributes, element, rect, type Space } from './svg.ts'

/** The outline is `edge`, the lines are `line`. Needs no pattern with an id, which two charts on a page would share. */
export function hatchedRect(
  space: Space,
  box: { readonly start: number; readonly y: number; readonly width: number; readonly height: number },
  gap: number,
  { ground, line }: { readonly ground: Attributes; readonly line: Attributes },
): string {
  const { start, y, width, height } = box
  const left = space.rightToLeft ? space.width - start - width : start
  const steps: string[] = []
  for (let foot = gap / 2; foot < width + height; foot += gap) {
    // From the foot upwards to the right, cut where it leaves the box on either side.
    const low = Math.max(0, foot - width)
    const high = Math.min(height, foot)
    if (high - low < 0.5) continue
    steps.push(
      `M${short(left + foot - low)} ${short(y + low)}L${short(left + foot - high)} ${short(y + high)}`,
    )
  }
  return rect(space, start, y, width, height, ground) + element('path', { d: steps.join(''), ...line })
}

const short = (value: number): number => Math.round(value * 10) / 10
