/** Chance that can be repeated: the same seed gives the same people, on every machine. */

/** A number from 0 up to, but not including, 1. */
export type Random = () => number

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, evenly spread, quick. For simulated people only,
 * never for anything that must not be guessed.
 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** True once in `1 / probability` times. */
export const happens = (random: Random, probability: number): boolean => random() < probability

/** A whole number from `least` to `most`, both included. */
export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1))

/** One of the items, each as likely as the next; undefined only of none. */
export const oneOf = <T>(random: Random, items: readonly T[]): T | undefined =>
  items[Math.floor(random() * items.length)]

/** Shares by name, in any unit: only their proportions count. */
export type Shares<Name extends string = string> = Readonly<Record<Name, number>>

/** One of the names, as often as its share says. */
export function drawn<Name extends string>(random: Random, shares: Shares<Name>): Name {
  const names = Object.keys(shares) as Name[]
  const total = names.reduce((sum, name) => sum + shares[name], 0)
  let left = random() * total
  for (const name of names) {
    left -= shares[name]
    if (left < 0) return name
  }
  // Reached only through rounding in the last bit.
  return names[names.length - 1] as Name
}

/** A draw from the standard normal distribution (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
