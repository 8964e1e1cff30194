/** Every question that is told of a place, its own figures beside everybody's. */
import { tellUnderQuestion } from '../../findings/tell-finding.ts'
import { tellFlags } from '../../findings/tell-flags.ts'
import { tellGroup } from '../../findings/tell-group.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { Notes } from './finding-card.tsx'
import { ChartFigure, rowsChart } from './finding-chart.tsx'
import { GroupTable, type TableColumn } from './group-table.tsx'
import { findingAt, namedFirst } from './groups.ts'
import type { Names } from './names.ts'
import { questionPath } from './paths.ts'
import type { ToldRound } from './told-round.ts'

/** A key of site.json under `place`: what is true of everything that the page shows of the place, or why it shows nothing. */
export function leadOf(told: ToldRound, place: string): 'about' | 'together' | 'partly' | 'nothing' | 'open' {
  const { own } = split(told, place)
  const together = own.filter(({ own: { of } }) => (of[0]?.ids.length ?? 1) > 1)
  if (own.length === 0) return told.published.round.state === 'closed' ? 'nothing' : 'open'
  if (together.length === 0) return 'about'
  return together.length === own.length ? 'together' : 'partly'
}

/** Questions about how people live, in the flow's order: those that are told of the place, and those that are not. */
function split({ published }: ToldRound, place: string) {
  const questions = [...published.questions.values()].filter(({ as, kind }) => !as && kind !== 'consent')
  const found = questions.map((question) => ({
    question,
    own: findingAt(published, question.id, place),
    all: published.finding({ question: question.id, of: [] }),
  }))
  return {
    own: found.flatMap(({ question, own, all }) => (own?.state === 'shown' ? [{ question, own, all }] : [])),
    // What is told of nobody is no secret of this place.
    missing: found.flatMap(({ question, own, all }) =>
      own?.state !== 'shown' && all?.state === 'shown' ? [question] : [],
    ),
  }
}

export function PlaceFindings(props: { visit: Visit; asked: AskedFlow; told: ToldRound; place: string }) {
  const { visit, asked, told, place } = props
  const { programme, program, named } = asked
  const { names } = told
  const { own: found, missing } = split(told, place)
  const address = (question: string) =>
    visit.to(questionPath(programme.id, program.flow, question, { place, round: named }))
  if (found.length === 0) {
    return (
      <section class="card">
        <h2>{visit.say('place.nothing_title')}</h2>
        <p>{visit.say(`place.${leadOf(told, place)}`, { place: names.place(place) })}</p>
      </section>
    )
  }
  return (
    <>
      {found.map(({ question, own, all }) => {
        const finding = { ...own, of: namedFirst(own.of, place) }
        return (
          <section class="card" id={question.id}>
            <h2>
              <a href={address(question.id)}>{names.wording.topic(question.id)}</a>
            </h2>
            <div class="beside">
              <p class="telling">{tellUnderQuestion(names.teller, finding)}</p>
              <SideBySide
                visit={visit}
                names={names}
                question={question.id}
                rows={[
                  { label: tellGroup(names.teller, finding.of), finding },
                  ...(all?.state === 'shown' ? [{ label: visit.say('filter.everybody'), finding: all }] : []),
                ]}
              />
              <Notes notes={tellFlags(names.teller, finding)} />
            </div>
          </section>
        )
      })}
      {missing.length === 0 ? null : (
        <section class="card">
          <h2>{visit.say('place.missing', { place: names.place(place) })}</h2>
          <p class="base">{visit.say('withheld.why')}</p>
          <ul class="withheld">
            {missing.map(({ id }) => (
              <li>
                <a href={address(id)}>{names.wording.topic(id)}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
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
        caption={names.wording.topic(question)}
        columns={rows}
      />
    </div>
  )
}
