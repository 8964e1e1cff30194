/** Every question that is told of a place, its own figures beside everybody's. */
import { tellUnderQuestion } from '../../findings/tell-finding.ts'
import { tellGroup } from '../../findings/tell-group.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { ChartFigure, rowsChart } from './finding-chart.tsx'
import { GroupTable, type TableColumn } from './group-table.tsx'
import { byPlace } from './groups.ts'
import type { Names } from './names.ts'
import { questionPath } from './paths.ts'
import type { ToldRound } from './told-round.ts'

export function PlaceFindings(props: { visit: Visit; asked: AskedFlow; told: ToldRound; place: string }) {
  const { visit, asked, told, place } = props
  const { programme, program, named } = asked
  const { names, published } = told
  const found = [...published.questions.values()].flatMap((question) => {
    const own = byPlace(published, question.id).get(place)
    const all = published.finding({ question: question.id, of: [] })
    return own?.state !== 'shown' || question.as !== undefined ? [] : [{ question, own, all }]
  })
  if (found.length === 0) {
    const open = published.round.state !== 'closed'
    return (
      <section class="card">
        <h2>{visit.say('place.nothing_title')}</h2>
        <p>{visit.say(open ? 'place.open' : 'place.nothing', { place: names.place(place) })}</p>
      </section>
    )
  }
  return (
    <>
      {found.map(({ question, own, all }) => (
        <section class="card" id={question.id}>
          <h2>
            <a
              href={visit.to(questionPath(programme.id, program.flow, question.id, { place, round: named }))}
            >
              {names.wording.question(question.id)}
            </a>
          </h2>
          <div class="beside">
            <p class="telling">{tellUnderQuestion(names.teller, own)}</p>
            <SideBySide
              visit={visit}
              names={names}
              question={question.id}
              rows={[
                { label: tellGroup(names.teller, own.of), finding: own },
                ...(all?.state === 'shown' ? [{ label: visit.say('filter.everybody'), finding: all }] : []),
              ]}
            />
          </div>
        </section>
      ))}
    </>
  )
}

function SideBySide(props: { visit: Visit; names: Names; question: string; rows: readonly TableColumn[] }) {
  const { visit, names, question, rows } = props
  const chart = rowsChart(names, question, rows)
  if (chart !== undefined) return <ChartFigure chart={chart} />
  return (
    <div class="figure">
      <GroupTable
        visit={visit}
        names={names}
        question={question}
        caption={names.wording.question(question)}
        columns={rows}
      />
    </div>
  )
}
