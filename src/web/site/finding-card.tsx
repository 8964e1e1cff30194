/** One finding on a page: its question, the sentence, the chart, and what must be known to read them. */
import type { Chart } from '../../findings/charts/chart.ts'
import type { ShownFinding } from '../../findings/finding.ts'
import { tellUnderQuestion } from '../../findings/tell-finding.ts'
import { tellFlags } from '../../findings/tell-flags.ts'
import { formatDate } from '../../language/format-date.ts'
import type { DatedFinding } from '../../survey/snapshots.ts'
import type { Visit } from '../layout/visit.ts'
import { ChartFigure } from './finding-chart.tsx'
import { listNames } from './list-names.ts'
import type { Names } from './names.ts'

export function FindingCard(props: {
  visit: Visit
  names: Names
  finding: DatedFinding
  /** Epoch milliseconds of the page's snapshot: a finding that is older says so. */
  snapshotAt: number
  chart: Chart | undefined
  /** The question's own page, where it has one. */
  address?: string
}) {
  const { visit, names, finding, snapshotAt, chart, address } = props
  return (
    <section class="card" id={finding.question}>
      <h3>
        {address === undefined ? (
          names.wording.topic(finding.question)
        ) : (
          <a href={visit.to(address)}>{names.wording.topic(finding.question)}</a>
        )}
      </h3>
      <FindingBody visit={visit} names={names} finding={finding} snapshotAt={snapshotAt} chart={chart} />
    </section>
  )
}

/** Without its question, for where that stands already. */
export function FindingBody(props: {
  visit: Visit
  names: Names
  finding: DatedFinding
  snapshotAt: number
  chart: Chart | undefined
}) {
  const { visit, names, finding, snapshotAt, chart } = props
  const notes = finding.state === 'shown' ? notesOf(visit, names, finding) : []
  if (finding.at !== snapshotAt)
    notes.push(visit.say('older', { date: formatDate(finding.at, visit.language) }))
  const untold = finding.state === 'shown' ? untoldNotes(visit, names, finding) : []
  return (
    <div class="beside">
      <p class="telling">{tellUnderQuestion(names.teller, finding)}</p>
      {chart === undefined ? null : <ChartFigure chart={chart} />}
      <Notes notes={notes} />
      {chart === undefined ? (
        <Notes notes={untold} />
      ) : (
        // The chart says so, too, but only to those who see it.
        <div class="hidden">
          <Notes notes={untold} />
        </div>
      )}
    </div>
  )
}

export function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li>{note}</li>
      ))}
    </ul>
  )
}

function notesOf(visit: Visit, { teller }: Names, finding: ShownFinding): string[] {
  const { nonanswers } = finding
  return [
    ...tellFlags(teller, finding),
    ...(nonanswers === null
      ? []
      : [visit.say('nonanswers', { people: visit.number(nonanswers) }, nonanswers)]),
  ]
}

/** What is told together, and what is not told. */
function untoldNotes(visit: Visit, { wording }: Names, { question, cells, hidden }: ShownFinding): string[] {
  const notes: string[] = []
  if (cells.some(({ options, part }) => options.length > 1 && part === undefined))
    notes.push(visit.say('pooled'))
  if (hidden.length > 0) {
    const options = hidden.map((option) => wording.option(question, option))
    notes.push(visit.say('hidden', { options: listNames(options, visit.language) }))
  }
  return notes
}
