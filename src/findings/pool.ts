/**
 * Hides small cells of one single-choice question in a pool, so that every shown count and the pool add up to the
 * base and no hidden count can be worked out, even by someone who knows this procedure.
 *
 * The pool takes the smallest options until everything outside it reaches the minimum, the pool itself reaches it,
 * and it holds two or more. That alone is not enough: of two options that share 18 and are both known to be under 10,
 * each is 9. So a pool is only accepted when what is seen leaves every pooled option several possible values
 * (`leavesOpen`); if not, the pool takes one more, and when everything is in it the question is withheld. Acceptance
 * depends on what is seen alone, never on the hidden counts: whoever could have caused the same picture is treated
 * the same, so the test holds for an attacker who runs the procedure backwards.
 */
import type { OptionCount } from './tally.ts'

export interface Pooling {
  readonly shown: readonly OptionCount[]
  /** Options that are only given as one, in the order given; empty when nothing had to be hidden. */
  readonly pooled: readonly string[]
  readonly pool: number
}

/** Null: nothing can be shown without telling about a few. Zero is a small count like any other. */
export function poolSmall(options: readonly OptionCount[], minimum: number): Pooling | null {
  const smallestFirst = options
    .map((option, order) => ({ ...option, order }))
    .sort((a, b) => a.count - b.count || a.order - b.order)
  if (smallestFirst.length === 0) return null
  // A single option that everybody had to choose would be unanimous.
  if (smallestFirst.length === 1) return null
  if (smallestFirst.every(({ count }) => count >= minimum)) return { shown: options, pooled: [], pool: 0 }

  let pool = 0
  for (const [index, { count }] of smallestFirst.entries()) {
    pool += count
    const size = index + 1
    const next = smallestFirst[size]?.count
    if (next === undefined) return null
    if (size < 2 || pool < minimum || next < minimum || !leavesOpen(size, pool, next, minimum)) continue
    const hidden = new Set(smallestFirst.slice(0, size).map(({ id }) => id))
    return {
      shown: options.filter(({ id }) => !hidden.has(id)),
      pooled: options.filter(({ id }) => hidden.has(id)).map(({ id }) => id),
      pool,
    }
  }
  return null
}

/**
 * Either every pooled option may be the one large option that was taken in to cover for the rest (so that not even
 * "it is small" is known), or all may be small with three steps of room between them.
 * A cover of `pool - t` beside small ones that sum to `t` must reach the minimum and stay under the smallest shown.
 */
function leavesOpen(size: number, pool: number, smallestShown: number, minimum: number): boolean {
  const anyMayBeLarge = smallestShown > minimum && pool <= smallestShown + minimum - 2
  const roomAmongSmall = (minimum - 1) * size - pool >= 3
  return anyMayBeLarge || roomAmongSmall
}
