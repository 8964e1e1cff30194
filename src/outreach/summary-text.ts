/** The words of a summary as people get them. */
import type { Language } from '../flow/program.ts'
import type { Summary, SummaryBody } from './summary.ts'
import type { SummaryWords } from './summary-words.ts'

/** What is proposed as title and introduction. */
export function proposedFrame(
  words: SummaryWords,
  place: string | null,
  openedAt: number,
): Pick<SummaryBody, 'titles' | 'intros'> {
  const suffix = place === null ? '' : '_place'
  const inEach = (path: string) =>
    Object.fromEntries(
      words.languages.map((language) => [
        language,
        words.say(`${path}${suffix}`, language, {
          survey: words.survey(language),
          month: words.month(openedAt, language),
          ...(place === null ? {} : { place: words.place(place, language) }),
        }),
      ]),
    )
  return { titles: inEach('title'), intros: inEach('intro') }
}

/** Title, introduction, the sentences, and the caveat, with what is true of all percents once at the end: what everybody gets of it, in whichever way it reaches them. */
export function summaryText(
  { body, round }: Pick<Summary, 'body' | 'round'>,
  language: Language,
  words: Pick<SummaryWords, 'adjusted' | 'coverage' | 'flags' | 'say'>,
): string {
  const { titles, intros, items } = body
  const adjusted = words.adjusted(
    items.map(({ finding }) => finding),
    language,
  )
  return [
    titles[language],
    ...(round.made_up ? [words.say('made_up', language)] : []),
    intros[language],
    items
      .map(({ finding, sentences }) => `• ${sentences[language]} ${words.flags(finding, language)}`.trimEnd())
      .join('\n\n'),
    [words.coverage(language), adjusted].filter((text) => text !== '').join(' '),
  ].join('\n\n')
}
