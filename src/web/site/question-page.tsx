/** A question: what everybody, or the people of one place, said, group by group, and how that moved over the rounds. */
import type { Filter } from '../../findings/finding.ts'
import { tellFinding } from '../../findings/tell-finding.ts'
import { tellGroup } from '../../findings/tell-group.ts'
import type { Trend } from '../../findings/trend.ts'
import { titleOf } from '../../findings/wording.ts'
import type { Program, Question } from '../../flow/program.ts'
import type { RoundEdition } from '../../store/editions.ts'
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
import { dimensionsOf, findingAt, groupsBy, hasTold, namedFirst } from './groups.ts'
import {
  findingPicturePath,
  placePath,
  programmePath,
  type QuestionView,
  questionPath,
  roundPath,
} from './paths.ts'
import { PlaceFilter } from './place-filter.tsx'
import { PlacesSection } from './places-section.tsx'
import type { SitePorts } from './ports.ts'
import { RoundLinks, roundsThat } from './round-links.tsx'
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
  const published = await ports.published.round(asked.chosen)
  const found = findIn(published, [asked.program, ...published.programs], wanted)
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
      return page(
        visit,
        { ...found, asked, told },
        {
          trend: await readTrend(ports, asked, question.id, within),
          rounds: await roundsThat(ports, asked, (one) => one.questions.has(question.id)),
        },
      )
    },
  }
}

/** Undefined: the round has no such question, there is no such place, or nothing is divided by this. */
function findIn(
  published: IndexedRound,
  programs: readonly Program[],
  wanted: AskedQuestion,
): Found | undefined {
  const question = published.questions.get(wanted.question)
  if (question === undefined || question.kind === 'consent') return undefined
  const { place, by } = wanted
  if (place !== undefined && !programs.some(({ places }) => places.some(({ code }) => code === place)))
    return undefined
  const finding =
    place === undefined
      ? published.finding({ question: question.id, of: [] })
      : findingAt(published, question.id, place)
  const within = finding?.of ?? (place === undefined ? [] : [{ by: 'place', ids: [place] }])
  const isDividedBy = (id: string) =>
    [[], within].some((one) => dimensionsOf(published, question.id, one).includes(id))
  if (by !== undefined && !isDividedBy(by)) return undefined
  const show = sharesOf(question)
    .map(shareId)
    .find((id) => id === wanted.show)
  return { question, within, finding, place, by, show }
}

interface Around {
  readonly trend: Trend | undefined
  /** The rounds that this question was asked in and that have something to show. */
  readonly rounds: readonly RoundEdition[]
}

function page(visit: Visit, view: View, { trend, rounds }: Around): Page {
  const { asked, told, question, within, finding, place, by, show } = view
  const { programme, program, named } = asked
  const { names, published } = told
  const { round } = published
  const address = (query: QuestionView) =>
    questionPath(programme.id, program.flow, question.id, { show, round: named, ...query })
  const topic = names.wording.topic(question.id)
  const text = names.wording.question(question.id)
  const group = tellGroup(names.teller, namedFirst(within, place))
  const title = within.length === 0 ? topic : `${topic} – ${group}`
  const description =
    finding === undefined
      ? title
      : tellFinding(names.teller, { ...finding, of: namedFirst(finding.of, place) })
  return {
    ...flowFrame(visit, asked, 'results'),
    title,
    description,
    ...(finding?.state === 'shown' ? { picture: { address: pictureOf(view, 'preview'), description } } : {}),
    content: (
      <>
        <Crumbs
          visit={visit}
          links={[
            { label: programmeName(programme, visit.language), address: programmePath(programme.id) },
            {
              label: visit.say('crumb', {
                survey: titleOf(program, visit.language),
                round: roundName(visit, round),
              }),
              address: roundPath(programme.id, program.flow, named),
            },
          ]}
        />
        <h1 class="question">{topic}</h1>
        {text === topic ? null : <p class="soft under">{text}</p>}
        <MadeUp visit={visit} round={round} />
        <PlaceFilter
          visit={visit}
          told={told}
          question={question.id}
          place={place}
          address={(code) => address({ place: code, by: byIn(published, question.id, code, by) })}
        />
        <Answer visit={visit} view={view} heading={group} />
        {by === undefined ? (
          <PlacesSection
            visit={visit}
            told={told}
            question={question}
            view={{ programme: programme.id, flow: program.flow, named, show, within: place ?? null }}
            query={{ place, show, round: named }}
          />
        ) : null}
        <Groups visit={visit} view={view} address={(one) => address({ place, by: one })} />
        {by === undefined && trend !== undefined ? (
          <TrendSection
            visit={visit}
            names={names}
            trend={trend}
            rounds={asked.edition.rounds}
            chosen={round}
          />
        ) : null}
        <Caveat teller={told.names.teller} weighting={told.snapshot?.weighting} />
        <RoundLinks
          visit={visit}
          rounds={rounds}
          chosen={{ round, snapshot: told.snapshot?.number ?? 0 }}
          address={(number) => questionPath(programme.id, program.flow, question.id, { round: number })}
        />
      </>
    ),
  }
}

/** The breakdown, where that place has a group of it that is told; a link to nothing helps nobody. */
function byIn(
  published: IndexedRound,
  question: string,
  place: string | undefined,
  by: string | undefined,
): string | undefined {
  const within = place === undefined ? [] : findingAt(published, question, place)?.of
  return by !== undefined && within !== undefined && hasTold(published, question, within, by) ? by : undefined
}

const pictureOf = ({ asked, told, question, within }: View, kind: 'preview' | 'chart'): string =>
  findingPicturePath(asked.programme.id, asked.program.flow, {
    ...{ kind, round: told.published.round.number, question: question.id, of: within },
  })

/** What everybody, or the people of the place, said; or why that is not shown. */
function Answer({ visit, view, heading }: { visit: Visit; view: View; heading: string }) {
  const { asked, told, question, finding, place } = view
  const { names, snapshot } = told
  const own = finding && { ...finding, of: namedFirst(finding.of, place) }
  return (
    <section class="card">
      <h2>{heading}</h2>
      {own === undefined || snapshot === null ? (
        <p>{visit.say(untold(view))}</p>
      ) : (
        <FindingBody
          visit={visit}
          names={names}
          finding={own}
          snapshotAt={snapshot.at}
          chart={chartOf(names, own)}
        />
      )}
      {finding?.state === 'shown' ? (
        <p class="links">
          <a href={visit.to(pictureOf(view, 'chart'))}>{visit.say('as_picture')}</a>
        </p>
      ) : place === undefined ? null : (
        <p class="links">
          <a
            href={visit.to(
              questionPath(asked.programme.id, asked.program.flow, question.id, { round: asked.named }),
            )}
          >
            {visit.say('withheld.everybody')}
          </a>
          <a href={visit.to(placePath(asked.programme.id, asked.program.flow, place, asked.named))}>
            {visit.say('withheld.place', { place: names.place(place) })}
          </a>
        </p>
      )}
    </section>
  )
}

function untold({ told, place }: View): string {
  if (told.snapshot === null) return 'empty.title'
  return place !== undefined && told.published.round.state !== 'closed' ? 'place.open' : 'withheld.protect'
}

/** Group by group: every breakdown, or the one that is asked for. */
function Groups(props: { visit: Visit; view: View; address: (by: string | undefined) => string }) {
  const { visit, view, address } = props
  const { told, question, within, by } = view
  const { names, published } = told
  const breakdowns = dimensionsOf(published, question.id, within).map((one) => ({
    by: one,
    groups: groupsBy(published, question.id, within, one),
  }))
  if (by === undefined)
    return (
      <Comparisons
        visit={visit}
        names={names}
        question={question.id}
        breakdowns={breakdowns}
        address={address}
      />
    )
  return (
    <>
      <Comparison
        visit={visit}
        names={names}
        question={question.id}
        breakdown={breakdowns.find((one) => one.by === by) ?? { by, groups: [] }}
      />
      <p class="links">
        <a href={visit.to(address(undefined))}>{visit.say('compare.all')}</a>
      </p>
    </>
  )
}
