/** A question: what everybody, or the people of one place, said, group by group, and how that moved over the rounds. */
import type { Filter } from '../../findings/finding.ts'
import { tellFinding } from '../../findings/tell-finding.ts'
import { tellGroup } from '../../findings/tell-group.ts'
import { titleOf } from '../../findings/wording.ts'
import type { Question } from '../../flow/program.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import type { DatedFinding } from '../../survey/snapshots.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow } from './asked-flow.ts'
import { Comparison, Comparisons } from './comparison.tsx'
import { Crumbs } from './crumbs.tsx'
import { FindingBody } from './finding-card.tsx'
import { chartOf } from './finding-chart.tsx'
import { flowFrame, programmeName } from './flow-frame.ts'
import { dimensionsOf, groupsBy } from './groups.ts'
import { findingPicturePath, programmePath, questionPath, roundPath } from './paths.ts'
import { PlaceFilter } from './place-filter.tsx'
import { PlacesSection } from './places-section.tsx'
import type { SitePorts } from './ports.ts'
import { RoundLinks } from './round-links.tsx'
import { roundName } from './round-name.ts'
import { Caveat, MadeUp } from './round-notices.tsx'
import type { OpenPage } from './serve-page.tsx'
import { shareId, sharesOf } from './share-of.ts'
import { readToldRound, type ToldRound } from './told-round.ts'
import { readTrend, TrendSection } from './trend-section.tsx'

export interface AskedQuestion {
  readonly programme: string
  readonly flow: string
  readonly question: string
  readonly round: string | undefined
  readonly place: string | undefined
  readonly by: string | undefined
  readonly show: string | undefined
}

/** What is shown, found before anything is drawn. */
interface Found {
  readonly question: Question
  /** Empty: everybody; else one place. */
  readonly within: readonly Filter[]
  readonly finding: DatedFinding | undefined
  readonly place: string | undefined
  readonly by: string | undefined
  readonly show: string | undefined
}

type View = Found & { readonly asked: AskedFlow; readonly told: ToldRound }

export async function openQuestionPage(
  ports: SitePorts,
  wanted: AskedQuestion,
): Promise<OpenPage | undefined> {
  const asked = await findFlow(ports, wanted.programme, wanted.flow, wanted.round)
  if (asked?.chosen == null) return undefined
  const found = findIn(await ports.published.round(asked.chosen), wanted)
  if (found === undefined) return undefined
  const { programme, program, named } = asked
  const { question, place, by, show, within } = found
  return {
    address: questionPath(programme.id, program.flow, question.id, { place, by, show, round: named }),
    languages: program.languages,
    stamp: asked.stamp,
    draw: async (visit) => {
      const told = await readToldRound(visit, ports, asked)
      if (told === null) return undefined
      return page(visit, { ...found, asked, told }, await readTrend(ports, asked, question.id, within))
    },
  }
}

/** Undefined: the round has no such question, or nothing of this place or by this group. */
function findIn(published: IndexedRound, wanted: AskedQuestion): Found | undefined {
  const question = published.questions.get(wanted.question)
  if (question === undefined || question.kind === 'consent') return undefined
  const { place, by } = wanted
  const about = published.about(question.id)
  const finding = about.find(({ of: [first, second] }) =>
    place === undefined
      ? first === undefined
      : first?.by === 'place' && first.ids.includes(place) && second === undefined,
  )
  if (place !== undefined && finding === undefined) return undefined
  const within = finding?.of ?? []
  if (by !== undefined && groupsBy(published, question.id, within, by).length === 0) return undefined
  const show = sharesOf(question)
    .map(shareId)
    .find((id) => id === wanted.show)
  return { question, within, finding, place, by, show }
}

function page(visit: Visit, view: View, trend: Awaited<ReturnType<typeof readTrend>>): Page {
  const { asked, told, question, within, finding, place, by, show } = view
  const { programme, program, named } = asked
  const { names, published } = told
  const { round } = published
  const text = names.wording.question(question.id)
  const title = within.length === 0 ? text : `${text} – ${tellGroup(names.teller, within)}`
  const description = finding === undefined ? title : tellFinding(names.teller, finding)
  const breakdowns = dimensionsOf(published, question.id, within).map((one) => ({
    by: one,
    groups: groupsBy(published, question.id, within, one),
  }))
  return {
    ...flowFrame(visit, asked, 'results'),
    title,
    description,
    ...(finding?.state === 'shown'
      ? {
          picture: {
            address: findingPicturePath(programme.id, program.flow, {
              ...{ kind: 'preview', round: round.number, question: question.id, of: within },
            }),
            description,
          },
        }
      : {}),
    content: (
      <>
        <Crumbs
          visit={visit}
          links={[
            { label: programmeName(programme, visit.language), address: programmePath(programme.id) },
            {
              label: `${titleOf(program, visit.language)}, ${roundName(visit, round)}`,
              address: roundPath(programme.id, program.flow, named),
            },
          ]}
        />
        <h1 class="question">{text}</h1>
        <MadeUp visit={visit} round={round} />
        <PlaceFilter
          visit={visit}
          told={told}
          question={question.id}
          place={place}
          address={(code) =>
            questionPath(programme.id, program.flow, question.id, { place: code, by, show, round: named })
          }
        />
        <section class="card">
          <h2>{tellGroup(names.teller, within)}</h2>
          {finding === undefined || told.snapshot === null ? (
            <p>{visit.say('empty.title')}</p>
          ) : (
            <FindingBody
              visit={visit}
              names={names}
              finding={finding}
              snapshotAt={told.snapshot.at}
              chart={chartOf(names, finding)}
            />
          )}
          {finding?.state === 'shown' ? (
            <p class="links">
              <a
                href={visit.to(
                  findingPicturePath(programme.id, program.flow, {
                    ...{ kind: 'chart', round: round.number, question: question.id, of: within },
                  }),
                )}
              >
                {visit.say('as_picture')}
              </a>
            </p>
          ) : null}
        </section>
        {by === undefined ? (
          <PlacesSection
            visit={visit}
            told={told}
            question={question}
            view={{ programme: programme.id, flow: program.flow, named, show, within: place ?? null }}
            query={{ place, show, round: named }}
          />
        ) : null}
        {by === undefined ? (
          <Comparisons
            visit={visit}
            names={names}
            question={question.id}
            breakdowns={breakdowns}
            address={(one) =>
              questionPath(programme.id, program.flow, question.id, { place, by: one, show, round: named })
            }
          />
        ) : (
          breakdowns
            .filter((one) => one.by === by)
            .map((one) => <Comparison visit={visit} names={names} question={question.id} breakdown={one} />)
        )}
        {by === undefined ? null : (
          <p class="links">
            <a
              href={visit.to(
                questionPath(programme.id, program.flow, question.id, { place, show, round: named }),
              )}
            >
              {visit.say('compare.all')}
            </a>
          </p>
        )}
        {by === undefined && trend !== undefined ? (
          <TrendSection visit={visit} names={names} trend={trend} rounds={asked.edition.rounds} />
        ) : null}
        <Caveat teller={told.names.teller} weighting={told.snapshot?.weighting} />
        <RoundLinks
          visit={visit}
          rounds={asked.edition.rounds.filter(({ snapshot }) => snapshot > 0)}
          chosen={{ round, snapshot: told.snapshot?.number ?? 0 }}
          address={(number) => questionPath(programme.id, program.flow, question.id, { round: number })}
        />
      </>
    ),
  }
}
