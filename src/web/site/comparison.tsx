/** The groups of one breakdown, side by side. */
import { tellFilter } from '../../findings/tell-group.ts'
import type { Visit } from '../layout/visit.ts'
import { Notes } from './finding-card.tsx'
import { ChartFigure, rowsChart } from './finding-chart.tsx'
import { FoldedTable, GroupTable } from './group-table.tsx'
import type { Group } from './groups.ts'
import { listNames } from './list-names.ts'
import type { Names } from './names.ts'

export function Comparison(props: {
  visit: Visit
  names: Names
  question: string
  by: string
  groups: readonly Group[]
  /** A page of this breakdown alone. */
  address: string | undefined
}) {
  const { visit, names, question, by, groups, address } = props
  const { teller, wording } = names
  const heading = visit.say('compare.by', { topic: wording.topic(wording.grouping(by)) })
  const rows = groups.map(({ filter, finding }) => ({ label: tellFilter(teller, filter), finding }))
  const chart = rowsChart(names, question, rows)
  const table = (
    <GroupTable visit={visit} names={names} question={question} caption={heading} columns={rows} />
  )
  return (
    <section class="card">
      <h2>{address === undefined ? heading : <a href={visit.to(address)}>{heading}</a>}</h2>
      {chart === undefined ? (
        table
      ) : (
        <>
          <ChartFigure chart={chart} />
          <FoldedTable visit={visit}>{table}</FoldedTable>
        </>
      )}
      <Notes notes={missingNotes(visit, names, by, groups)} />
    </section>
  )
}

/** Groups that are told neither alone nor with another one. */
function missingNotes(visit: Visit, { wording }: Names, by: string, groups: readonly Group[]): string[] {
  const question = wording.asked(wording.grouping(by))
  const told = new Set(groups.flatMap(({ filter }) => filter.ids))
  const missing = question?.kind === 'choose' ? question.options.filter((id) => !told.has(id)) : []
  if (question === undefined || missing.length === 0) return []
  const names = missing.map((id) => wording.option(question.id, id))
  return [visit.say('hidden', { options: listNames(names, visit.language) })]
}
