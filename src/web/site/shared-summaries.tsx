/** Summaries that were shared, as lists of them show each. */
import { formatDate } from '../../language/format-date.ts'
import type { SummaryBody } from '../../outreach/summary.ts'
import type { SharedEdition } from '../../store/editions.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import type { Names } from './names.ts'
import { summaryPath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { MadeUp } from './round-notices.tsx'

export interface SharedSummary {
  readonly edition: SharedEdition
  readonly round: RoundRow
  readonly body: SummaryBody
}

/** The newest first, at most so many; `place`: those that were for this place or for everybody. */
export async function sharedIn(
  ports: SitePorts,
  { edition: { rounds, shared } }: AskedFlow,
  most: number,
  place?: string,
): Promise<readonly SharedSummary[]> {
  const wanted = shared
    .filter((one) => place === undefined || one.place === null || one.place === place)
    .toSorted((one, other) => other.sharedAt - one.sharedAt)
    .slice(0, most)
  const found = await Promise.all(
    wanted.map(async (edition) => {
      const round = rounds.find((one) => one.round.id === edition.round)?.round
      const body = await ports.summary(edition.id)
      return round === undefined || body === undefined ? [] : [{ edition, round, body }]
    }),
  )
  return found.flat()
}

/** In the page's language, else in one that there is. */
export const inOwnLanguage = (texts: Readonly<Record<string, string>>, language: string): string =>
  texts[language] ?? Object.values(texts)[0] ?? ''

export function SharedCard(props: {
  visit: Visit
  names: Names
  asked: AskedFlow
  shared: SharedSummary
  /** The round that the page is about, with its own notice; undefined: the page says it of this summary's round. */
  chosen?: RoundRow | undefined
  /** Of its heading. */
  level?: 'h3' | 'h4'
}) {
  const { visit, names, asked, shared, chosen, level: Heading = 'h3' } = props
  const { edition, round, body } = shared
  const { programme, program } = asked
  return (
    <article class="card">
      <Heading>
        <a href={visit.to(summaryPath(programme.id, program.flow, round.number, edition.number))}>
          {inOwnLanguage(body.titles, visit.language)}
        </a>
      </Heading>
      <p class="base">{sharedWith(visit, names, edition)}</p>
      {chosen === undefined || chosen.made_up ? null : <MadeUp visit={visit} round={round} />}
      <ul>
        {body.items.map(({ sentences }) => (
          <li>{inOwnLanguage(sentences, visit.language)}</li>
        ))}
      </ul>
    </article>
  )
}

/** To whom, and when. */
export function sharedWith(visit: Visit, names: Names, { place, sharedAt }: SharedEdition): string {
  const date = formatDate(sharedAt, visit.language)
  return place === null
    ? visit.say('shared.with_everybody', { date })
    : visit.say('shared.with_place', { date, place: names.place(place) })
}
