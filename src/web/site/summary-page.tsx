/** One summary as it was shared, and what people said of it. */
import type { SummaryBody } from '../../outreach/summary.ts'
import type { SharedEdition } from '../../store/editions.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow } from './asked-flow.ts'
import { Crumbs } from './crumbs.tsx'
import { FindingCard } from './finding-card.tsx'
import { ChartFigure, chartOf } from './finding-chart.tsx'
import { flowFrame, programmeName } from './flow-frame.ts'
import { type Names, namesOf } from './names.ts'
import {
  programmePath,
  questionPath,
  roundPath,
  sharedPath,
  summaryPath,
  summaryPicturePath,
} from './paths.ts'
import type { SitePorts } from './ports.ts'
import { roundName } from './round-name.ts'
import { Caveat, MadeUp } from './round-notices.tsx'
import type { OpenPage } from './serve-page.tsx'
import { inOwnLanguage, type SharedSummary, sharedWith } from './shared-summaries.tsx'

export interface FoundSummary {
  readonly asked: AskedFlow
  readonly edition: SharedEdition
  readonly round: RoundRow
  /** Undefined: it was taken back meanwhile. */
  read(visit: Visit): Promise<{ body: SummaryBody; told: IndexedRound; names: Names } | undefined>
}

/** `summary`: as addresses name it, by round and number. Undefined: none that is shared. */
export async function findSummary(
  ports: SitePorts,
  asked: { programme: string; flow: string; summary: string },
): Promise<FoundSummary | undefined> {
  const [, round, number] = /^([1-9][0-9]{0,5})-([1-9][0-9]{0,5})$/.exec(asked.summary) ?? []
  const found = await findFlow(ports, asked.programme, asked.flow, round)
  if (found?.chosen == null || number === undefined) return undefined
  const { chosen, program } = found
  const edition = found.edition.shared.find(
    (one) => one.round === chosen.round.id && one.number === Number(number),
  )
  if (edition === undefined) return undefined
  return {
    ...{ asked: found, edition, round: chosen.round },
    read: async (visit) => {
      const body = await ports.summary(edition.id)
      if (body === undefined) return undefined
      const told = await ports.published.round(chosen)
      return { body, told, names: namesOf(visit, ports, program, told.programs) }
    },
  }
}

export async function openSummaryPage(
  ports: SitePorts,
  wanted: { programme: string; flow: string; summary: string },
): Promise<OpenPage | undefined> {
  const found = await findSummary(ports, wanted)
  if (found === undefined) return undefined
  const { asked, edition, round } = found
  const { programme, program } = asked
  const followUp =
    programme.followUp === undefined
      ? undefined
      : await ports.published.edition(programme.id, programme.followUp.flow)
  const asks = followUp?.rounds.find((one) => one.round.summary === edition.id)
  return {
    address: summaryPath(programme.id, program.flow, round.number, edition.number),
    languages: program.languages,
    stamp: `${asked.stamp} ${followUp?.stamp ?? ''}`,
    draw: async (visit) => {
      const read = await found.read(visit)
      if (read === undefined) return undefined
      const reply = asks === undefined ? undefined : await ports.published.round(asks)
      const { body, told, names } = read
      return page(visit, ports, { asked, names, told, reply, shared: { edition, round, body } })
    },
  }
}

interface View {
  readonly asked: AskedFlow
  readonly names: Names
  readonly told: IndexedRound
  /** What people said of it; undefined: nobody was asked. */
  readonly reply: IndexedRound | undefined
  readonly shared: SharedSummary
}

function page(visit: Visit, ports: SitePorts, view: View): Page {
  const { asked, names, told, reply, shared } = view
  const { programme, program } = asked
  const { edition, round, body } = shared
  const title = inOwnLanguage(body.titles, visit.language)
  const charts = body.items.map(({ finding }) => chartOf(names, finding))
  return {
    ...flowFrame(visit, { ...asked, named: undefined }, 'shared'),
    title,
    description: body.items.map(({ sentences }) => inOwnLanguage(sentences, visit.language)).join(' '),
    picture: {
      address: summaryPicturePath(programme.id, program.flow, round.number, edition.number),
      description: title,
    },
    content: (
      <>
        <Crumbs
          visit={visit}
          links={[
            { label: programmeName(programme, visit.language), address: programmePath(programme.id) },
            { label: visit.say('shared.title'), address: sharedPath(programme.id, program.flow) },
          ]}
        />
        <h1>{title}</h1>
        <p class="soft under">{sharedWith(visit, names, edition)}</p>
        <MadeUp visit={visit} round={round} />
        <p class="intro">{inOwnLanguage(body.intros, visit.language)}</p>
        {body.items.map(({ finding, sentences }, at) => (
          <section class="card">
            <h2>{names.wording.topic(finding.question)}</h2>
            <div class="beside">
              <p class="telling">{inOwnLanguage(sentences, visit.language)}</p>
              {charts[at] === undefined ? null : <ChartFigure chart={charts[at]} />}
              <p class="links">
                <a
                  href={visit.to(
                    questionPath(programme.id, program.flow, finding.question, {
                      place: finding.of.find(({ by }) => by === 'place')?.ids[0],
                      round: round.number,
                    }),
                  )}
                >
                  {visit.say('more')}
                  <span class="hidden">: {names.wording.topic(finding.question)}</span>
                </a>
              </p>
            </div>
          </section>
        ))}
        <Caveat teller={names.teller} weighting={told.snapshot?.weighting} />
        <p class="links">
          <a class="button" href={visit.to(roundPath(programme.id, program.flow, round.number))}>
            {visit.say('shared.all_results', { round: roundName(visit, round) })}
          </a>
        </p>
        {reply === undefined ? null : <Reply visit={visit} ports={ports} asked={asked} reply={reply} />}
      </>
    ),
  }
}

/** The findings of the round that asked about it. */
function Reply(props: { visit: Visit; ports: SitePorts; asked: AskedFlow; reply: IndexedRound }) {
  const { visit, ports, asked, reply } = props
  const { followUp } = asked.programme
  if (followUp === undefined) return null
  const names = namesOf(visit, ports, followUp, reply.programs)
  const told = reply.findings.filter(
    ({ of, kind }) => of.length === 0 && (kind === 'choose' || kind === 'choose_many'),
  )
  const { snapshot } = reply
  return (
    <section>
      <h2 class="part">{visit.say('shared.reply')}</h2>
      {snapshot === null || told.length === 0 ? (
        <p class="card">{visit.say(reply.round.state === 'closed' ? 'shared.few' : 'shared.few_yet')}</p>
      ) : (
        told.map((finding) => (
          <FindingCard
            visit={visit}
            names={names}
            finding={finding}
            snapshotAt={snapshot.at}
            chart={chartOf(names, finding)}
          />
        ))
      )}
    </section>
  )
}
