/** A finding in the shortest form, for lists and pictures: a few words in large type, and what they say. */
import type { Finding } from './finding.ts'
import { planFinding, type Share } from './plan-finding.ts'
import { basePhrase } from './tell-base.ts'
import { tellUnderQuestion } from './tell-finding.ts'
import { spoken } from './tell-options.ts'
import { tellFrequency, tellPercents } from './tell-share.ts'
import { fill, numberIn, sentence, type Teller } from './teller.ts'

export interface ShortFinding {
  /** For large type: "6 in 10", or a middle value. Undefined when there is nothing to set large; the words stand alone. */
  readonly figure?: string
  /** Begins where the figure ends: "said “Generally safe” (60%), of the 212 people who answered in Basra". */
  readonly words: string
}

export function shortFinding(teller: Teller, finding: Finding): ShortFinding {
  const whole = { words: tellUnderQuestion(teller, finding) }
  if (finding.state === 'withheld') return whole
  const [first] = planFinding(finding, teller.wording.asked(finding.question))
  const base = basePhrase(teller, finding)
  if (first?.kind === 'median') {
    const { low, high } = first
    const values = { low: numberIn(teller, low), high: numberIn(teller, high) }
    const figure = low === high ? values.low : fill(teller, 'short.from_to', values)
    return { figure, words: fill(teller, 'short.median', { base, ...values }) }
  }
  const share = first?.kind === 'tied' ? first.shares[0] : first?.kind === 'share' ? first : undefined
  return share === undefined ? whole : shortShare(teller, finding, share)
}

function shortShare(
  teller: Teller,
  finding: Finding & { readonly state: 'shown' },
  share: Share,
): ShortFinding {
  const { kind, question } = finding
  return {
    figure: sentence(tellFrequency(teller, share.frequency).phrase, teller.language),
    words: fill(teller, `short.${kind}`, {
      base: basePhrase(teller, finding),
      answers: spoken(teller, question, share.options, 'or'),
      percents: tellPercents(teller, share),
    }),
  }
}
