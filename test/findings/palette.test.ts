import { describe, expect, it } from 'vitest'
import {
  COLOURS,
  contrast,
  inkOn,
  POOL,
  SERIES,
  scaleColour,
  scaleLineColour,
} from '../../src/findings/charts/palette.ts'

/** How people without one kind of cone see, on linear light: Machado, Oliveira and Fernandes 2009, full severity. */
const EYES = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red cones': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green cones': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue cones': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const

/** From one neighbour to the next, in steps of L* from black (0) to white (100): what a photocopy keeps apart. */
const LIGHTNESS_APART = 10

const scales = [2, 3, 4, 5, 6, 7].map((size) =>
  Array.from({ length: size }, (_, at) => scaleColour([at], size)),
)

describe.each(Object.entries(EYES))('to eyes with %s', (_, eyes) => {
  it.each(scales.map((scale) => [scale.length, scale] as const))(
    'neighbours on a scale of %i differ in lightness',
    (_, scale) => {
      for (const [at, colour] of scale.slice(1).entries())
        expect(
          Math.abs(lightness(seen(colour, eyes)) - lightness(seen(scale[at] ?? '', eyes))),
        ).toBeGreaterThan(LIGHTNESS_APART)
    },
  )

  it('the two halves of a scale told as one each differ in lightness', () => {
    const [safe, unsafe] = [scaleColour([0, 1], 4), scaleColour([2, 3], 4)]
    expect(Math.abs(lightness(seen(safe, eyes)) - lightness(seen(unsafe, eyes)))).toBeGreaterThan(
      LIGHTNESS_APART,
    )
  })
})

describe('texts', () => {
  it('are legible upon every part of a scale, single or told together', () => {
    const parts = [2, 3, 4, 5, 6, 7].flatMap((size) =>
      Array.from({ length: size }, (_, from) =>
        Array.from({ length: size - from }, (_, more) =>
          scaleColour(
            Array.from({ length: more + 1 }, (_, at) => from + at),
            size,
          ),
        ),
      ).flat(),
    )
    for (const part of [...parts, POOL])
      expect([part, contrast(part, inkOn(part)) >= 4.5]).toEqual([part, true])
  })

  it.each(['ink', 'soft', 'accent'] as const)('are legible on white: %s', (tone) => {
    expect(contrast(COLOURS[tone], COLOURS.ground)).toBeGreaterThanOrEqual(4.5)
  })

  it('are legible on the ground of the warning', () => {
    expect(contrast(COLOURS.ink, COLOURS.warn)).toBeGreaterThanOrEqual(4.5)
  })
})

describe('lines and outlines', () => {
  const steps = [2, 3, 4, 5, 6, 7].flatMap((size) =>
    Array.from({ length: size }, (_, at) => scaleLineColour([at], size)),
  )

  it.each([...new Set([...SERIES, ...steps, scaleLineColour([-1, 3], 4), COLOURS.edge])])(
    'stand out from white: %s',
    (colour) => {
      expect(contrast(colour, COLOURS.ground)).toBeGreaterThanOrEqual(3)
    },
  )
})

function seen(colour: string, eyes: readonly (readonly number[])[]): number[] {
  const light = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255))
  return eyes.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, weight, at) => sum + weight * (light[at] ?? 0), 0),
      ),
    ),
  )
}

const linear = (share: number): number =>
  share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4

/** CIE L*. */
function lightness([red = 0, green = 0, blue = 0]: readonly number[]): number {
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return light <= 0.008856 ? light * 903.3 : 116 * Math.cbrt(light) - 16
}
