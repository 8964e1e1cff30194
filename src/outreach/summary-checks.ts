/** What must hold before a summary may go out, and what a second person should look at. */
import { keyOf, type ShownFinding } from '../findings/finding.ts'
import type { Language } from '../flow/program.ts'
import { OUTBOUND_TEXT, WHATSAPP } from '../limits.ts'
import type { PublishedRound } from '../survey/published.ts'
import { whyWithheld } from './pick-findings.ts'
import { movedItems, type Summary, type SummaryItem } from './summary.ts'
import { type Fault, type Figures, faultsOf, figuresOf, numbersIn, wrongNumbers } from './summary-numbers.ts'
import { summaryText } from './summary-text.ts'
import type { SummaryWords } from './summary-words.ts'

/** Room for what is added when it goes out: why somebody gets it, or how a group can answer. */
const ADDED = 700

export interface Checks {
  /** It may not be approved or shared before these are mended. */
  readonly faults: readonly string[]
  /** Nothing can decide these but a person. */
  readonly notes: readonly string[]
}

/** Of the summary as it stands, against what is published this moment. */
export function checksOf(
  summary: Summary,
  published: Pick<PublishedRound, 'findings'>,
  words: SummaryWords,
): Checks {
  const { body } = summary
  const faults = movedItems(body.items, published.findings).map(({ item, now }) =>
    now === undefined || now.state === 'withheld'
      ? `${keyOf(item.finding)} is not published any more${now === undefined ? '' : `: ${whyWithheld(now)}`}. See: hearback summary refresh`
      : `${keyOf(item.finding)} has moved: ${figuresIn(item.finding)} when it was picked, ${figuresIn(now)} now. See: hearback summary refresh`,
  )
  const notes: string[] = []
  for (const language of words.languages) {
    faults.push(...textFaults(summary, language, words))
    notes.push(...textNotes(summary, language, words))
  }
  return { faults, notes }
}

/** What is wrong with the words in one language. */
export function textFaults(summary: Summary, language: Language, words: SummaryWords): string[] {
  const { body, round } = summary
  const frame = [
    { what: 'title', text: body.titles[language] ?? '' },
    { what: 'intro', text: body.intros[language] ?? '' },
  ]
  const plain = new Set(
    [...datesOf(summary, language, words), ...namesOf(summary, language, words)]
      .flatMap(numbersIn)
      .map(({ value }) => value),
  )
  const none = new Set<number>()
  const inFrame = frame.flatMap(({ what, text }) => {
    if (text.trim() === '') return [`${language}, ${what}: it is empty.`]
    const wrong = wrongNumbers(numbersIn(text), { percents: none, shares: [], plain })
    return wrong.map(
      ({ written }) =>
        `${language}, ${what}: ${written} is a figure, and figures belong into the sentences, where they are checked.`,
    )
  })
  const inItems = body.items.flatMap((item, index) =>
    faultsOf(item.sentences[language] ?? '', allowedFigures(summary, item, language, words)).map(
      (fault) => `${language}, sentence ${index + 1} (${keyOf(item.finding)}): ${explained(fault)}`,
    ),
  )
  const { length } = summaryText({ body, round }, language, words)
  const tooLong =
    length > OUTBOUND_TEXT - ADDED
      ? [
          `${language}: the text has ${length} characters, and no more than ${OUTBOUND_TEXT - ADDED} fit into one message.`,
        ]
      : []
  return [...inFrame, ...inItems, ...tooLong]
}

function textNotes(summary: Summary, language: Language, words: SummaryWords): string[] {
  const { body, round } = summary
  const { length } = summaryText({ body, round }, language, words)
  const edited = body.items.flatMap(({ sentences, proposed }, index) => {
    const sentence = sentences[language] ?? ''
    if (sentence === proposed[language]) return []
    const amounts = words.amounts(sentence, language)
    const said =
      amounts.length === 0
        ? ''
        : ` It says “${amounts.join('”, “')}” in words, which no check holds to the figures.`
    return [`${language}, sentence ${index + 1} is not as it was proposed.${said}`]
  })
  return [
    ...edited,
    ...(length > WHATSAPP.caption
      ? [
          `${language}: ${length} characters are too many to stand under a picture (${WHATSAPP.caption}): picture and text go out as two messages.`,
        ]
      : []),
  ]
}

const allowedFigures = (
  summary: Summary,
  { finding }: SummaryItem,
  language: Language,
  words: SummaryWords,
): Figures =>
  figuresOf(finding, words.claims(finding), [
    ...words.about(finding, language),
    ...datesOf(summary, language, words),
  ])

/** Year and number of the round. */
function datesOf({ round }: Summary, language: Language, words: SummaryWords): string[] {
  const year = (at: number) => String(new Date(at).getUTCFullYear())
  return [
    words.month(round.opened_at, language),
    year(round.opened_at),
    year(round.closed_at ?? round.opened_at),
    String(round.number),
    round.name,
  ]
}

const namesOf = ({ row }: Summary, language: Language, words: SummaryWords): string[] => [
  words.survey(language),
  ...(row.place === null ? [] : [words.place(row.place, language)]),
]

/** A finding in short, for staff. */
export function figuresIn({ base, cells, numbers }: ShownFinding): string {
  const shares = cells.map(({ options, percent }) => `${options.join('+')} ${percent}%`)
  const middle = numbers === undefined ? [] : [`median ${numbers.median}`]
  return `${[...shares, ...middle].join(', ')} (of ${base})`
}

function explained(fault: Fault): string {
  switch (fault.kind) {
    case 'empty':
      return 'it is empty.'
    case 'number':
      return `${fault.written} is not a number of this finding. It yields: ${fault.allowed.join(', ')}.`
    case 'main':
      return `it no longer says the main figure: ${fault.figures.join(' or ')}.`
    case 'base':
      return `it no longer says how many answered: ${fault.base}.`
  }
}
