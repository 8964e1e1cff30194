/**
 * The standard normal distribution, to 1e-13 of the value also far out in its tail. Near the middle its series, further
 * out its continued fraction: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.11 and 26.2.14.
 */

/** Leaves 2.5 % above it: with this on either side, an interval is one of 95 %. */
export const NORMAL_95 = 1.959963984540054

/** The share of the distribution above `z`. */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z)
  return z < 3 ? 0.5 - density(z) * series(z) : density(z) * fraction(z)
}

/** How often chance alone goes as far as `z` from 0, to either side. */
export const twoSided = (z: number): number => 2 * upperTail(Math.abs(z))

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + … */
function series(z: number): number {
  let sum = 0
  for (let term = z, odd = 3; sum + term !== sum; odd += 2) {
    sum += term
    term *= (z * z) / odd
  }
  return sum
}

/** 1/(z + 1/(z + 2/(z + 3/(z + …)))): from 3 on, 60 steps leave nothing that a double could hold. */
function fraction(z: number): number {
  let below = z
  for (let step = 60; step > 0; step -= 1) below = z + step / below
  return 1 / below
}
