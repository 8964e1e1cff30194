/** The picture that goes out with a summary: its findings as a placemat, with where they are from on the picture itself. */
import { captionOf } from '../findings/charts/caption-of.ts'
import { type Point, placemat } from '../findings/charts/placemat.ts'
import { shortFinding } from '../findings/short-finding.ts'
import type { Language } from '../flow/program.ts'
import { pngOf } from '../pictures/png.ts'
import type { Summary, SummaryItem } from './summary.ts'
import type { SummaryWords } from './summary-words.ts'

/** A picture that is not kept yet. */
export interface DrawnPicture {
  /** PNG, 1080 px wide. */
  readonly bytes: Uint8Array
  /** What it shows, for who cannot see it. */
  readonly description: string
}

/** Of the summary as it stands, in one language; see src/pictures for what it costs. */
export async function pictureOf(
  { row, round, body }: Summary,
  language: Language,
  words: SummaryWords,
): Promise<DrawnPicture> {
  const { teller, pictures: texts } = words
  const caption = captionOf(teller(language), texts, {
    title: words.survey(language),
    place: row.place === null ? '' : words.place(row.place, language),
    date: words.month(round.opened_at, language),
    people: Math.max(...body.items.map(({ finding }) => finding.base)),
    source: words.source(language),
    madeUp: round.made_up,
  })
  const points = body.items.map((item) => pointOf(item, language, words))
  const { slices, description } = placemat({ teller: teller(language), texts, caption, points })
  return { bytes: await pngOf(slices), description }
}

/** In the shortest words, unless somebody found better ones: then these stand alone. */
function pointOf(
  { finding, sentences, proposed }: SummaryItem,
  language: Language,
  words: SummaryWords,
): Point {
  const { wording } = words.teller(language)
  const question = wording.asked(finding.question)
  const isScale = question?.kind === 'choose' && question.scale !== undefined
  const chart = isScale
    ? ({ kind: 'scale', rows: [{ label: '', finding }] } as const)
    : ({ kind: 'bars', finding } as const)
  const sentence = sentences[language] ?? ''
  if (sentence !== proposed[language]) return { topic: '', figure: '', sentence, chart }
  const { figure = '', words: said } = shortFinding(words.teller(language), finding)
  return { topic: wording.topic(finding.question), figure, sentence: said, chart }
}
