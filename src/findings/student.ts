/**
 * Student's t with a whole number of degrees of freedom, by the finite sums of Abramowitz and Stegun, Handbook of
 * Mathematical Functions (1964), 26.7.3 and 26.7.4.
 */

/** How far from 0, to either side, `level` of the distribution lies: 2.1448 for .95 and 14 degrees of freedom. */
export function studentQuantile(level: number, degrees: number): number {
  let low = 0
  let high = Math.PI / 2
  // The angle whose tangent is t/√degrees runs over a finite stretch: halving it comes to the end of a double's digits.
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (within(middle, degrees) < level) low = middle
    else high = middle
  }
  return Math.tan((low + high) / 2) * Math.sqrt(degrees)
}

/** The share of the distribution between -t and t, where t = √degrees · tan(angle). */
function within(angle: number, degrees: number): number {
  const square = Math.cos(angle) ** 2
  const odd = degrees % 2 === 1
  let sum = 0
  let term = odd ? Math.cos(angle) : 1
  for (let at = odd ? 3 : 2; at <= degrees; at += 2) {
    sum += term
    term *= (square * (at - 1)) / at
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
}
