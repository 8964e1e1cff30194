/** One summary as it was shared, and what people said of it. */
import type { IndexedRound } from '../../survey/published-cache.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow } from './asked-flow.ts'
import { Crumbs } from './crumbs.tsx'
import { FindingCard } from './finding-card.tsx'
import { flowFrame, programmeName } from './flow-frame.ts'
import { type Names, namesOf } from './names.ts'
import { programmePath, questionPath, roundPath, sharedPath, summaryPath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { roundName } from './round-name.ts'
import { Caveat, MadeUp } from './round-notices.tsx'
import type { OpenPage } from './serve-page.tsx'
import { inOwnLanguage, type SharedSummary, sharedWith } from './shared-summaries.tsx'

export async function openSummaryPage(
  ports: SitePorts,
  asked: { programme: string; flow: string; summary: string },
): Promise<OpenPage | undefined> {
  const [, round, number] = /^([1-9][0-9]{0,5})-([1-9][0-9]{0,5})$/.exec(asked.summary) ?? []
  const found = await findFlow(ports, asked.programme, asked.flow, round)
  if (found?.chosen == null || number === undefined) return undefined
  const { programme, program, chosen, edition } = found
  const shared = edition.shared.find((one) => one.round === chosen.round.id && one.number === Number(number))
  if (shared === undefined) return undefined
  const followUp =
    programme.followUp === undefined
      ? undefined
      : await ports.published.edition(programme.id, programme.followUp.flow)
  const asks = followUp?.rounds.find((one) => one.round.summary === shared.id)
  return {
    address: summaryPath(programme.id, program.flow, chosen.round.number, shared.number),
    languages: program.languages,
    stamp: `${found.stamp} ${followUp?.stamp ?? ''}`,
    draw: async (visit) => {
      const body = await ports.summary(shared.id)
      if (body === undefined) return undefined
      const told = await ports.published.round(chosen)
      const names = namesOf(visit, ports, program, told.programs)
      const reply = asks === undefined ? undefined : await ports.published.round(asks)
      return page(visit, ports, {
        asked: found,
        names,
        told,
        reply,
        shared: { edition: shared, round: chosen.round, body },
      })
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
  return {
    ...flowFrame(visit, { ...asked, named: undefined }, 'shared'),
    title,
    description: body.items.map(({ sentences }) => inOwnLanguage(sentences, visit.language)).join(' '),
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
        <ul class="told">
          {body.items.map(({ finding, sentences }) => (
            <li>
              <p class="telling">{inOwnLanguage(sentences, visit.language)}</p>
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
            </li>
          ))}
        </ul>
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
          <FindingCard visit={visit} names={names} finding={finding} snapshotAt={snapshot.at} />
        ))
      )}
    </section>
  )
}
