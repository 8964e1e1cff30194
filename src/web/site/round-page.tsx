/** A round: how many answered, where, and what they said to every question. */
import { tellFinding } from '../../findings/tell-finding.ts'
import { tellTrend } from '../../findings/tell-trend.ts'
import type { Trend } from '../../findings/trend.ts'
import { titleOf } from '../../findings/wording.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow } from './asked-flow.ts'
import { Crumbs } from './crumbs.tsx'
import { Downloads } from './downloads.tsx'
import { FindingCard } from './finding-card.tsx'
import { chartOf, withinPage } from './finding-chart.tsx'
import { flowFrame, programmeName } from './flow-frame.ts'
import { chatPath, methodPath, programmePath, questionPath, roundPath, roundPicturePath } from './paths.ts'
import { PlaceMaps, placesOf } from './place-map.tsx'
import type { SitePorts } from './ports.ts'
import { RoundFacts } from './round-facts.tsx'
import { RoundLinks } from './round-links.tsx'
import { roundName } from './round-name.ts'
import { Caveat, MadeUp } from './round-notices.tsx'
import { NothingYet, TakePart } from './round-states.tsx'
import type { OpenPage } from './serve-page.tsx'
import { mapQuestion, telling } from './telling.ts'
import { readToldRound, type ToldRound } from './told-round.ts'
import { readChanges, WhatChanged } from './what-changed.tsx'
import { Withheld } from './withheld.tsx'

export async function openRoundPage(
  ports: SitePorts,
  asked: { programme: string; flow: string; round: string | undefined },
): Promise<OpenPage | undefined> {
  const found = await findFlow(ports, asked.programme, asked.flow, asked.round)
  if (found === undefined) return undefined
  return {
    address: roundPath(found.programme.id, found.program.flow, found.named),
    languages: found.program.languages,
    stamp: found.stamp,
    draw: async (visit) => {
      const [told, changes] = [await readToldRound(visit, ports, found), await readChanges(ports, found)]
      return page(visit, found, told, changes)
    },
  }
}

function page(visit: Visit, asked: AskedFlow, told: ToldRound | null, changes: readonly Trend[]): Page {
  const { programme, program, chosen } = asked
  const title = titleOf(program, visit.language)
  const name = chosen === null ? '' : roundName(visit, chosen.round)
  return {
    ...flowFrame(visit, asked, 'results'),
    title: [title, name].filter((part) => part !== '').join(' – '),
    description: describe(visit, told),
    ...(told?.snapshot
      ? {
          picture: {
            address: roundPicturePath(programme.id, program.flow, told.published.round.number),
            description: describe(visit, told),
          },
        }
      : {}),
    content: (
      <>
        <Crumbs
          visit={visit}
          links={[{ label: programmeName(programme, visit.language), address: programmePath(programme.id) }]}
        />
        <h1>{title}</h1>
        {name === '' ? null : <p class="soft under">{name}</p>}
        {chosen === null ? null : <MadeUp visit={visit} round={chosen.round} />}
        {told?.snapshot ? (
          <Figures visit={visit} asked={asked} told={told} snapshotAt={told.snapshot.at} changes={changes} />
        ) : (
          <NothingYet
            visit={visit}
            round={chosen?.round ?? null}
            chat={chatPath(programme.id, program.flow)}
          />
        )}
        {chosen === null ? null : (
          <RoundLinks
            visit={visit}
            rounds={asked.edition.rounds}
            chosen={chosen}
            address={(round) => roundPath(programme.id, program.flow, round)}
          />
        )}
      </>
    ),
  }
}

/** A page weighs 60 kB at most: what there is for all but its frame and notices. */
const BYTES = 55_000
/** What a tile, and what a question or a change takes around its words. */
const TILE_BYTES = 330
const CARD_BYTES = 420

const bytesOf = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + CARD_BYTES + Buffer.byteLength(text), 0)

function Figures(props: {
  visit: Visit
  asked: AskedFlow
  told: ToldRound
  snapshotAt: number
  changes: readonly Trend[]
}) {
  const { visit, asked, told, snapshotAt, changes } = props
  const { programme, program, named } = asked
  const everybody = told.published.findings.filter(({ of }) => of.length === 0)
  const shown = everybody.filter(({ state }) => state === 'shown')
  const charts = withinPage(
    shown.map((finding) => chartOf(told.names, finding)),
    BYTES -
      TILE_BYTES * placesOf(told).length -
      bytesOf(everybody.map((finding) => tellFinding(told.names.teller, finding))) -
      bytesOf(changes.map((change) => tellTrend(told.names.teller, change))),
  )
  const mapped = mapQuestion(told.published)
  const { round } = told.published
  return (
    <>
      <RoundFacts visit={visit} told={told} />
      <Caveat teller={told.names.teller} weighting={told.snapshot?.weighting} />
      {round.state === 'open' ? <TakePart visit={visit} chat={chatPath(programme.id, program.flow)} /> : null}
      {mapped === undefined ? null : (
        <section class="card" id="places">
          <h2>{visit.say('map.heading')}</h2>
          <p class="base">{told.names.wording.topic(mapped.id)}</p>
          <PlaceMaps
            visit={visit}
            told={told}
            question={mapped}
            view={{ programme: programme.id, flow: program.flow, named, show: undefined, within: null }}
          />
        </section>
      )}
      <WhatChanged visit={visit} names={told.names} asked={asked} changes={changes} />
      <h2 class="part">{visit.say('questions')}</h2>
      {shown.length === 0 ? <p class="card">{visit.say('empty.all_withheld')}</p> : null}
      {shown.map((finding, at) => (
        <FindingCard
          visit={visit}
          names={told.names}
          finding={finding}
          snapshotAt={snapshotAt}
          chart={charts[at]}
          address={questionPath(programme.id, program.flow, finding.question, { round: named })}
        />
      ))}
      <Withheld visit={visit} asked={asked} told={told} />
      <p class="note">
        {visit.say('rounding')}{' '}
        <a href={visit.to(methodPath(programme.id, program.flow, named))}>{visit.say('menu.method')}</a>
      </p>
      <Downloads visit={visit} asked={asked} round={round} />
    </>
  )
}

/** For previews: how many answered, and the most telling finding. */
function describe(visit: Visit, told: ToldRound | null): string {
  if (!told?.snapshot) return visit.say('empty.title')
  const { respondents } = told.snapshot
  const people = `${visit.number(respondents)} ${visit.say('people_answered', {}, respondents)}`
  return [people, ...telling(told, 1).map(({ finding }) => tellFinding(told.names.teller, finding))].join(
    '. ',
  )
}
