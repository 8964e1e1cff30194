/** A share in words and percent, as every sentence puts it. */
import { formatPercent } from '../language/format-percent.ts'
import type { Phrase } from '../language/texts.ts'
import type { Frequency } from './natural-frequency.ts'
import type { Share } from './plan-finding.ts'
import { listed, numberIn, phraseOf, type Teller } from './teller.ts'

/** "6 in 10", "about half", "fewer than 1 in 20". */
export function tellFrequency(teller: Teller, frequency: Frequency): Phrase {
  const number = (value: number) => numberIn(teller, value)
  switch (frequency.kind) {
    case 'exact':
    case 'about': {
      const { kind, count, every } = frequency
      return phraseOf(teller, `share.${kind}`, { count: number(count), every: number(every) }, count)
    }
    case 'over': {
      const { count, every } = frequency
      return phraseOf(teller, 'share.over', { count: number(count), every: number(every) }, count)
    }
    case 'between': {
      const { low, high, every } = frequency
      return phraseOf(teller, 'share.between', { low: number(low), high: number(high), every: number(every) })
    }
    case 'under':
      return phraseOf(teller, 'share.under', { every: number(frequency.every) })
    default:
      return phraseOf(teller, `share.${frequency.kind}`)
  }
}

/** "60%", or "27% and 33%" where several bars of the chart are told as one. */
export const tellPercents = (teller: Teller, { percents }: Pick<Share, 'percents'>): Phrase =>
  listed(
    teller,
    percents.map((percent) => formatPercent(percent, teller.language)),
    'and',
  )
