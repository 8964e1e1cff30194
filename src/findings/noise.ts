/** Whether two answers to one question may be put in order, or are too near each other for that. */

/** |z| at the 1 % level, two-sided: one sentence sets several answers apart at once, which 5 % would not bear. */
const APART = 2.576

/**
 * True when the shares of two answers, in percent of the same people, differ by more than chance among so many people
 * easily brings about. How many gave both answers is not known; it is taken to be as few as can be, which makes the
 * test harder to pass, never easier.
 */
export function apart(one: number, other: number, base: number, designEffect: number): boolean {
  const [p, q] = [one / 100, other / 100]
  const difference = Math.abs(p - q)
  const both = Math.max(0, p + q - 1)
  const variance = (designEffect * (p + q - 2 * both - difference ** 2)) / base
  return difference > 0 && difference ** 2 >= APART ** 2 * variance
}
