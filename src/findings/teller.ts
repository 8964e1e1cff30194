/** A first form of the sentences, until the teller's own. */
import type { Texts } from '../language/texts.ts'
import type { Finding } from './finding.ts'
import type { Wording } from './wording.ts'

export interface Teller {
  readonly language: string
  readonly texts: Texts
  readonly wording: Wording
}

export function tellFinding({ wording }: Teller, finding: Finding): string {
  if (finding.state === 'withheld') return finding.reason
  const [largest] = [...finding.cells].sort((a, b) => b.percent - a.percent)
  const { numbers, base, question } = finding
  if (largest === undefined) return `Half of the ${base} people said ${numbers?.median} or fewer.`
  const labels = largest.options.map((option) => wording.option(question, option)).join(', ')
  return `${Math.round(largest.percent / 10)} in 10 (${largest.percent}%) of the ${base} people who answered said: ${labels}.`
}

export function tellCoverage(_teller: Teller): string {
  return 'Everything here is true of the people who answered.'
}
