/** A programme: its surveys, what was found last, where, and how to take part. */
import { titleOf } from '../../findings/wording.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow, openRoundOf } from './asked-flow.ts'
import { flowFrame, programmeName } from './flow-frame.ts'
import {
  chatPath,
  methodPath,
  programmePath,
  questionPath,
  roundPath,
  roundPicturePath,
  sharedPath,
} from './paths.ts'
import { PlaceMaps } from './place-map.tsx'
import type { ProgrammeOnSite, SitePorts } from './ports.ts'
import { roundName } from './round-name.ts'
import { Caveat, MadeUp } from './round-notices.tsx'
import { NothingYet } from './round-states.tsx'
import type { OpenPage } from './serve-page.tsx'
import { SharedCard, type SharedSummary, sharedIn } from './shared-summaries.tsx'
import { mapQuestion, telling } from './telling.ts'
import { readToldRound, type ToldRound } from './told-round.ts'

interface Survey {
  readonly asked: AskedFlow
  readonly told: ToldRound | null
  readonly shared: readonly SharedSummary[]
}

/** Summaries of each survey that are shown. */
const SHARED = 2

export async function openProgrammePage(ports: SitePorts, id: string): Promise<OpenPage | undefined> {
  const programme = ports.programmes().find((one) => one.id === id)
  if (programme === undefined) return undefined
  const found = await Promise.all(programme.surveys.map(({ flow }) => findFlow(ports, id, flow)))
  const surveys = found.flatMap((one) => (one === undefined ? [] : [one]))
  return {
    address: programmePath(id),
    languages: programme.languages,
    stamp: surveys.map(({ stamp }) => stamp).join(' '),
    draw: async (visit) => {
      const told = await Promise.all(
        surveys.map(async (asked) => ({
          asked,
          told: await readToldRound(visit, ports, asked),
          shared: await sharedIn(ports, asked, SHARED),
        })),
      )
      return page(visit, programme, told)
    },
  }
}

function page(visit: Visit, programme: ProgrammeOnSite, surveys: readonly Survey[]): Page {
  const name = programmeName(programme, visit.language)
  const [first] = surveys
  const pictured = surveys.find(({ told }) => told?.snapshot)
  return {
    title: name,
    description: visit.say('programme.about'),
    home: { label: name, address: programmePath(programme.id), current: true },
    menu:
      first !== undefined && surveys.length === 1
        ? flowFrame(visit, first.asked).menu
        : surveys.map(({ asked: { program } }) => ({
            label: titleOf(program, visit.language),
            address: roundPath(programme.id, program.flow),
          })),
    ...(pictured?.told
      ? {
          picture: {
            address: roundPicturePath(
              programme.id,
              pictured.asked.program.flow,
              pictured.told.published.round.number,
            ),
            description: name,
          },
        }
      : {}),
    content: (
      <>
        <h1>{name}</h1>
        <p class="intro">{visit.say(first === undefined ? 'home_empty' : 'programme.about')}</p>
        {surveys.map((survey) => (
          <SurveySection visit={visit} survey={survey} />
        ))}
      </>
    ),
  }
}

function SurveySection({ visit, survey: { asked, told, shared } }: { visit: Visit; survey: Survey }) {
  const { programme, program, chosen } = asked
  const results = roundPath(programme.id, program.flow)
  const chat = chatPath(programme.id, program.flow)
  const open = openRoundOf(asked)
  return (
    <section class="survey">
      <h2>{titleOf(program, visit.language)}</h2>
      {chosen === null ? null : <p class="soft under">{roundName(visit, chosen.round)}</p>}
      {told?.snapshot ? (
        <>
          <MadeUp visit={visit} round={told.published.round} />
          <p>
            <b>{visit.number(told.snapshot.respondents)}</b>{' '}
            {visit.say('people_answered', {}, told.snapshot.respondents)}
          </p>
          <Telling visit={visit} asked={asked} told={told} />
          <Caveat teller={told.names.teller} weighting={told.snapshot?.weighting} />
          <SurveyMap visit={visit} asked={asked} told={told} />
        </>
      ) : (
        <NothingYet visit={visit} round={chosen?.round ?? null} chat={chat} />
      )}
      <p class="links">
        <a class="button" href={visit.to(results)}>
          {visit.say('see_results')}
        </a>
        <a href={visit.to(methodPath(programme.id, program.flow))}>{visit.say('menu.method')}</a>
      </p>
      {told === null || shared.length === 0 ? null : (
        <section>
          <h3 class="part">{visit.say('shared.latest')}</h3>
          {shared.map((one) => (
            <SharedCard
              visit={visit}
              names={told.names}
              asked={asked}
              shared={one}
              chosen={told.published.round}
              level="h4"
            />
          ))}
          <p class="links">
            <a href={visit.to(sharedPath(programme.id, program.flow))}>{visit.say('shared.all')}</a>
          </p>
        </section>
      )}
      {open === undefined ? null : (
        <div class="card">
          <h3>{visit.say('take_part')}</h3>
          <p>{visit.say('programme.take_part', { round: roundName(visit, open.round) })}</p>
          <p class="links">
            <a class="button" href={visit.to(chat)}>
              {visit.say('programme.answer')}
            </a>
          </p>
        </div>
      )}
    </section>
  )
}

function Telling({ visit, asked, told }: { visit: Visit; asked: AskedFlow; told: ToldRound }) {
  const { programme, program } = asked
  return (
    <ol class="figures">
      {telling(told, 3).map(({ finding, short }) => (
        <li>
          <h3>{told.names.wording.topic(finding.question)}</h3>
          <p>
            {short.figure === undefined ? null : <b class="big">{short.figure}</b>} {short.words}
          </p>
          <p class="links">
            <a href={visit.to(questionPath(programme.id, program.flow, finding.question))}>
              {visit.say('more')}
              <span class="hidden">: {told.names.wording.topic(finding.question)}</span>
            </a>
          </p>
        </li>
      ))}
    </ol>
  )
}

function SurveyMap({ visit, asked, told }: { visit: Visit; asked: AskedFlow; told: ToldRound }) {
  const { programme, program } = asked
  const mapped = mapQuestion(told.published)
  if (mapped === undefined) return null
  return (
    <section class="card">
      <h3>{visit.say('map.heading')}</h3>
      <p class="base">{told.names.wording.topic(mapped.id)}</p>
      <PlaceMaps
        visit={visit}
        told={told}
        question={mapped}
        view={{
          programme: programme.id,
          flow: program.flow,
          named: undefined,
          show: undefined,
          within: null,
        }}
      />
    </section>
  )
}
