/** The picture that goes out with a summary. */
import type { Language } from '../flow/program.ts'
import type { Summary } from './summary.ts'
import type { SummaryWords } from './summary-words.ts'

export interface DrawnPicture {
  /** PNG, 1080 px wide. */
  readonly bytes: Uint8Array
  /** What it shows, for who cannot see it. */
  readonly description: string
}

/** Undefined when there is none to be drawn. */
export async function pictureOf(
  _summary: Summary,
  _language: Language,
  _words: SummaryWords,
): Promise<DrawnPicture | undefined> {
  return undefined
}
