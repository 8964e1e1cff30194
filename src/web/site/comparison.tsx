/** The groups of one breakdown, side by side. */
import { tellFilter } from '../../findings/tell-group.ts'
import type { Visit } from '../layout/visit.ts'
import { Notes } from './finding-card.tsx'
import { ChartFigure, isScale, rowsChart, withinPage } from './finding-chart.tsx'
import { GroupTable } from './group-table.tsx'
import type { Group } from './groups.ts'
import { listNames } from './list-names.ts'
import type { Names } from './names.ts'
import { isSmall, SmallNote } from './small-base.tsx'

/** What the rest of a question's page leaves of 60 kB. */
const CHART_BYTES = 28_000

export interface Breakdown {
  readonly by: string
  readonly groups: readonly Group[]
}

/** All breakdowns of a question, each leading to a page of its own; `address` gives that page's. */
export function Comparisons(props: {
  visit: Visit
  names: Names
  question: string
  breakdowns: readonly Breakdown[]
  address: (by: string) => string
}) {
  const { visit, names, question, address } = props
  const breakdowns = props.breakdowns.map(onlyTold)
  const charts = withinPage(
    breakdowns.map(({ groups }) => chartOfGroups(names, question, groups)),
    CHART_BYTES,
  )
  if (breakdowns.length === 0) return null
  return (
    <div class="pair">
      {breakdowns.map((breakdown, at) => (
        <section class="card">
          <h2>
            {breakdown.groups.length === 0 ? (
              headingOf(visit, names, breakdown)
            ) : (
              <a href={visit.to(address(breakdown.by))}>{headingOf(visit, names, breakdown)}</a>
            )}
          </h2>
          {charts[at] === undefined ? null : <ChartFigure chart={charts[at]} />}
          {isScale(names, question) ? null : <BreakdownTable {...{ visit, names, question, breakdown }} />}
          {isScale(names, question) && breakdown.groups.some(({ finding }) => isSmall(finding)) ? (
            <SmallNote visit={visit} />
          ) : null}
          <Notes notes={missingNotes(visit, names, breakdown)} />
        </section>
      ))}
    </div>
  )
}

/** One breakdown with all its figures. */
export function Comparison(props: { visit: Visit; names: Names; question: string; breakdown: Breakdown }) {
  const { visit, names, question } = props
  const breakdown = onlyTold(props.breakdown)
  const chart = chartOfGroups(names, question, breakdown.groups)
  return (
    <section class="card">
      <h2>{headingOf(visit, names, breakdown)}</h2>
      {chart === undefined ? null : <ChartFigure chart={chart} />}
      <BreakdownTable {...{ visit, names, question, breakdown }} />
      <Notes notes={missingNotes(visit, names, breakdown)} />
    </section>
  )
}

function BreakdownTable(props: { visit: Visit; names: Names; question: string; breakdown: Breakdown }) {
  const { visit, names, question, breakdown } = props
  if (breakdown.groups.length === 0) return null
  return (
    <GroupTable
      visit={visit}
      names={names}
      question={question}
      caption={headingOf(visit, names, breakdown)}
      columns={rowsOf(names, breakdown.groups)}
    />
  )
}

/** Groups that are not told are a note under the others. */
const onlyTold = ({ by, groups }: Breakdown): Breakdown => ({
  by,
  groups: groups.filter(({ finding }) => finding.state === 'shown'),
})

const headingOf = (visit: Visit, { wording }: Names, { by }: Breakdown): string =>
  by === 'sex' || by === 'age_band'
    ? visit.say(`compare.${by}`)
    : visit.say('compare.by', { topic: wording.topic(wording.grouping(by)) })

const chartOfGroups = (names: Names, question: string, groups: readonly Group[]) =>
  groups.length === 0 ? undefined : rowsChart(names, question, rowsOf(names, groups))

const rowsOf = ({ teller }: Names, groups: readonly Group[]) =>
  groups.map(({ filter, finding }) => ({
    label: `${tellFilter(teller, filter)}${isSmall(finding) ? ' †' : ''}`,
    finding,
  }))

/** Groups that are told neither alone nor with another one. */
function missingNotes(visit: Visit, { wording }: Names, { by, groups }: Breakdown): string[] {
  const question = wording.asked(wording.grouping(by))
  const told = new Set(groups.flatMap(({ filter }) => filter.ids))
  const missing = question?.kind === 'choose' ? question.options.filter((id) => !told.has(id)) : []
  if (question === undefined || missing.length === 0) return []
  const names = missing.map((id) => wording.option(question.id, id))
  return [visit.say('hidden', { options: listNames(names, visit.language) })]
}
