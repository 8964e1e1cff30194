/** How the answers to a question moved from round to round. */
import { type ComparedRound, compareRounds } from '../../findings/compare-rounds.ts'
import type { Filter } from '../../findings/finding.ts'
import { tellTrend } from '../../findings/tell-trend.ts'
import type { Trend } from '../../findings/trend.ts'
import type { RoundEdition } from '../../store/editions.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { ChartFigure, linesChart } from './finding-chart.tsx'
import { FoldedTable, GroupTable } from './group-table.tsx'
import type { Names } from './names.ts'
import type { SitePorts } from './ports.ts'
import { roundName } from './round-name.ts'
import { MadeUp } from './round-notices.tsx'

/** So many rounds fit a chart on a phone, and a page that reads more of them would push others' out of memory. */
const ROUNDS = 8

/** Up to the round that is told of; undefined where there are not two to compare. */
export async function readTrend(
  ports: SitePorts,
  asked: AskedFlow,
  question: string,
  of: readonly Filter[],
): Promise<Trend | undefined> {
  const rounds = await readCompared(ports, asked, ROUNDS)
  const { designEffect } = asked.programme
  return rounds.length < 2 ? undefined : compareRounds(rounds, question, of, { designEffect })
}

/** The last so many rounds that have something to show, up to the one that is told of. */
export async function readCompared(
  ports: SitePorts,
  { edition, chosen }: AskedFlow,
  most: number,
): Promise<readonly ComparedRound[]> {
  const rounds = edition.rounds.filter(
    ({ snapshot, round }) => snapshot > 0 && chosen !== null && round.number <= chosen.round.number,
  )
  const published = await Promise.all(rounds.slice(-most).map((one) => ports.published.round(one)))
  return published.flatMap(({ round, programs, findings, snapshot }) =>
    snapshot === null
      ? []
      : [
          {
            round: round.number,
            at: round.opened_at,
            madeUp: round.made_up,
            places: round.places,
            programs,
            weighting: snapshot.weighting,
            findings,
          },
        ],
  )
}

export function TrendSection(props: {
  visit: Visit
  names: Names
  trend: Trend
  rounds: readonly RoundEdition[]
  /** The round that the page is about. */
  chosen: Pick<RoundRow, 'made_up'>
}) {
  const { visit, names, trend, rounds, chosen } = props
  const nameOf = (number: number): string => {
    const found = rounds.find(({ round }) => round.number === number)
    return found === undefined ? visit.number(number) : roundName(visit, found.round)
  }
  const madeUp =
    trend.state === 'refused'
      ? undefined
      : rounds.find(
          ({ round }) => round.made_up && trend.points.some((point) => point.round === round.number),
        )
  const columns = trend.points.map(({ round, at, finding }) => ({
    label: nameOf(round),
    finding: { ...finding, at },
  }))
  const heading = visit.say('trend.heading')
  return (
    <section class="card" id="trend">
      <h2>{heading}</h2>
      {chosen.made_up || madeUp === undefined ? null : <MadeUp visit={visit} round={madeUp.round} />}
      <div class="beside">
        <p class="telling">{tellTrend(names.teller, trend)}</p>
        {trend.state === 'refused' ? null : (
          <>
            <ChartFigure chart={linesChart(names, trend)} />
            <FoldedTable visit={visit}>
              <GroupTable
                visit={visit}
                names={names}
                question={trend.question}
                caption={heading}
                columns={columns}
              />
            </FoldedTable>
          </>
        )}
      </div>
    </section>
  )
}
