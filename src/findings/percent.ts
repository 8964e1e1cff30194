/**
 * A share as a whole percent, halves up. Shares are rounded one by one: equal counts then always get equal figures,
 * and the page says that figures may not add up to exactly 100.
 */
export const wholePercent = (count: number, base: number): number =>
  base === 0 ? 0 : Math.floor((count * 200 + base) / (base * 2))
