import type { ShownFinding } from '../finding.ts'
import { shortFinding } from '../short-finding.ts'
import type { Teller } from '../teller.ts'
import type { Point } from './placemat.ts'

/**
 * A finding as one of a placemat's: a scale as a stacked bar, all others as bars. `sentence` is what staff made of it;
 * without one the figure is read on into the rest of a sentence, under what the question is about.
 */
export function pointOf(teller: Teller, finding: ShownFinding, sentence?: string): Point {
  const { figure = '', words } = shortFinding(teller, finding)
  const asked = teller.wording.asked(finding.question)
  return {
    // A whole sentence says itself what it is about.
    topic: sentence === undefined ? teller.wording.topic(finding.question) : '',
    figure,
    sentence: sentence ?? words,
    chart:
      asked?.kind === 'choose' && asked.scale !== undefined
        ? { kind: 'scale', rows: [{ label: '', finding }] }
        : { kind: 'bars', finding },
  }
}
