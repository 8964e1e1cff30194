/** What unequal weights cost in precision. */

/**
 * Kish's design effect, n·Σw²/(Σw)²: 1 where all weights are equal, more the more unequal they are. `counts` says how
 * many people have each weight; one each unless given. 1 where there is nobody.
 */
export function designEffectOf(weights: readonly number[], counts?: readonly number[]): number {
  let people = 0
  let sum = 0
  let squares = 0
  for (const [at, weight] of weights.entries()) {
    const count = counts?.[at] ?? 1
    people += count
    sum += count * weight
    squares += count * weight * weight
  }
  return sum === 0 ? 1 : (people * squares) / (sum * sum)
}
