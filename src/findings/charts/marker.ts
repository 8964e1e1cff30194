import { COLOURS } from './palette.ts'
import { type Attributes, element } from './svg.ts'

/** Corners by shape, around 0, 0; each of about the same area. */
const SHAPES: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  [
    [0, -1.3],
    [1.2, 0.85],
    [-1.2, 0.85],
  ],
  [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
  [
    [0, 1.3],
    [1.2, -0.85],
    [-1.2, -0.85],
  ],
]

/** A point of a line: circle, square, triangle, rhombus, triangle on its head, by the line's number; `ink`: its colour. */
export function marker(line: number, x: number, y: number, radius: number, ink: Attributes): string {
  const outline = { ...ink, stroke: COLOURS.ground, 'stroke-width': radius / 4 }
  const corners = SHAPES[line % SHAPES.length] ?? []
  if (corners.length === 0) return element('circle', { cx: x, cy: y, r: radius, ...outline })
  const points = corners.map(([right, down]) => `${short(x + right * radius)},${short(y + down * radius)}`)
  return element('polygon', { points: points.join(' '), ...outline })
}

const short = (value: number): number => Math.round(value * 10) / 10
