import { directionOf } from './direction.ts'
import { formatNumber } from './format-number.ts'
import { isolate } from './isolate.ts'

/**
 * A whole percent as readers of the language write it, isolated: `60%`, `٦٠٪`. Right to left the sign stands left of
 * the digits; isolated by its first strong letter, of which there is none, it would not.
 */
export function formatPercent(percent: number, language: string): string {
  const number = formatNumber(percent, language)
  return directionOf(language) === 'rtl' ? `\u2067${number}٪\u2069` : isolate(`${number}%`)
}
