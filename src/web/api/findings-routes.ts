/** Routes that tell findings: of a round, of rounds side by side, and as they were shared with communities. */
import { compareRounds } from '../../findings/compare-rounds.ts'
import type { Filter } from '../../findings/finding.ts'
import { UNSAID } from '../../findings/finding.ts'
import type { Trend } from '../../findings/trend.ts'
import { day } from '../../survey/export-figures.ts'
import { findingAsJson, withFindings } from '../../survey/finding-json.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import { roundAsJson } from '../../survey/round-json.ts'
import type { DatedFinding } from '../../survey/snapshots.ts'
import { publishedRounds } from '../data/find-round.ts'
import { flowOf, isProblem, placeProblem, questionOf, roundOf } from './find.ts'
import { type Problem, wrongParameter } from './problem.ts'
import { type ApiRoute, type AskedOf, whole } from './route.ts'
import * as schemas from './schemas.ts'

const FLOW = '/programmes/{programme}/flows/{flow}'

export const findingsRoutes: readonly ApiRoute[] = [
  {
    path: `${FLOW}/rounds/{round}/findings`,
    operation: 'listFindings',
    summary: 'The findings of a round',
    description:
      'Of everybody together, and once the round is closed also by group. What could tell about a few people is told together with something else, or is withheld with a reason. Groups overlap: never subtract one from another.',
    query: {
      question: 'Only of this question.',
      place: 'Only of people in this place, by its code.',
      by: 'Only those broken down by this: place, sex, age_band or the id of a question; none: by nothing beside the place.',
    },
    response: schemas.findings,
    answer: async (ports, asked) => {
      const found = await roundOf(ports, asked)
      if (isProblem(found)) return found
      const told = await ports.published.round(found.chosen)
      const chosen = chooseFindings(told, asked)
      if ('code' in chosen) return chosen
      const { programme, flow } = found.program
      return {
        stamp: found.stamp,
        body: () => withFindings({ programme, flow, round: roundAsJson(told) }, chosen.findings),
      }
    },
  },
  {
    path: `${FLOW}/questions/{question}/trend`,
    operation: 'getTrend',
    summary: 'What changed from round to round in the answers to a question',
    description:
      'Changes are tested for significance (two-sided, Holm over all that are told together). Where wording, options, places, channels or weights differ, the reasons say so, and some of them refuse the comparison.',
    query: {
      place: 'Of people in this place, by its code.',
      by: 'Of one group: sex, age_band or the id of a question, with group.',
      group: 'The option that names the group; several, apart by spaces, where they are only told together.',
    },
    response: schemas.trend,
    answer: async (ports, asked) => {
      const found = await flowOf(ports, asked)
      if (isProblem(found)) return found
      const { question = '' } = asked.path
      const of = groupOf(asked)
      if ('code' in of) return of
      const rounds = await publishedRounds(ports, found)
      const known = questionOf(rounds, question)
      if (isProblem(known)) return known
      const { programme, flow } = found.program
      return whole(found.stamp, () => {
        const { designEffect } = found.programme.analysis
        const trend = compareRounds(rounds.flatMap(asCompared), question, of.filters, { designEffect })
        return { programme, flow, question, group: of.filters, ...trendAsJson(trend) }
      })
    },
  },
  {
    path: `${FLOW}/summaries`,
    operation: 'listSummaries',
    summary: 'What was shared with communities',
    query: {},
    response: schemas.summaries,
    answer: async (ports, asked) => {
      const found = await flowOf(ports, asked)
      if (isProblem(found)) return found
      const { programme, flow } = found.program
      const { rounds, shared } = found.edition
      return whole(found.stamp, async () => {
        const told = await Promise.all(
          shared.map(async (one) => ({ ...one, body: await ports.summary(one.id) })),
        )
        return {
          ...{ programme, flow },
          summaries: told.flatMap(({ body, id, round, number, place, sharedAt }) => {
            const about = rounds.find((one) => one.round.id === round)
            if (body === undefined || about === undefined) return []
            const items = body.items.map(({ finding, sentences }) => ({
              finding: findingAsJson(finding),
              sentences,
            }))
            const { titles, intros } = body
            return [
              {
                ...{ id, round: about.round.number, number, place, shared_on: day(sharedAt) },
                ...{ titles, intros, items },
              },
            ]
          }),
        }
      })
    },
  },
]

function chooseFindings(
  told: IndexedRound,
  { query: { question, place, by } }: AskedOf,
): { readonly findings: readonly DatedFinding[] } | Problem {
  if (question !== undefined) {
    const known = questionOf([told], question)
    if (isProblem(known)) return known
  }
  if (place !== undefined && place !== UNSAID) {
    const problem = placeProblem(told, place)
    if (problem !== undefined) return problem
  }
  const divided = dividing(told)
  if (by !== undefined && !divided.includes(by))
    return wrongParameter(`Findings are not broken down by “${by}”.`, divided)
  const within = place === undefined ? told.findings : told.findings.filter((one) => isIn(one, place))
  return {
    findings: within.filter(
      (one) =>
        (question === undefined || one.question === question) && (by === undefined || isBy(one, by, place)),
    ),
  }
}

/** What findings of these programs can be broken down by, and none. */
function dividing({ programs }: IndexedRound): string[] {
  const questions = programs.flatMap((program) => program.questions)
  const names = questions.flatMap(({ as, by, id }) => as ?? (by === true ? [id] : []))
  return [...new Set(['none', ...names])]
}

const isIn = ({ of }: DatedFinding, place: string): boolean =>
  of.some(({ by, ids }) => by === 'place' && ids.includes(place))

function isBy({ of }: DatedFinding, by: string, place: string | undefined): boolean {
  const others = of.filter((filter) => filter.by !== 'place')
  if (by === 'none') return others.length === 0 && (place !== undefined || of.length === 0)
  return by === 'place' ? of.length === 1 && others.length === 0 : others.some((filter) => filter.by === by)
}

function groupOf({ query: { place, by, group } }: AskedOf): { readonly filters: Filter[] } | Problem {
  if ((by === undefined) !== (group === undefined))
    return wrongParameter('by and group belong together: by=sex&group=female.', ['by', 'group'])
  return {
    filters: [
      ...(place === undefined ? [] : [{ by: 'place', ids: place.split(' ') }]),
      ...(by === undefined || group === undefined ? [] : [{ by, ids: group.split(' ') }]),
    ],
  }
}

/** A round in which nothing can be told yet has nothing to compare. */
function asCompared({ round, snapshot, programs, findings }: IndexedRound) {
  if (snapshot === null) return []
  const { number, opened_at: at, made_up: madeUp, places } = round
  return [{ round: number, at, madeUp, places, programs, weighting: snapshot.weighting, findings }]
}

/** Without the test's own figures, z and p: they could be turned back into counts. */
function trendAsJson(trend: Trend | undefined) {
  if (trend === undefined) return { state: 'none', reasons: [], points: [], changes: [] }
  return {
    state: trend.state,
    reasons: trend.state === 'comparable' ? [] : trend.reasons,
    points: trend.points.map(({ round, at, finding }) => ({
      ...{ round, opened_on: day(at), finding: findingAsJson(finding) },
    })),
    changes: trend.changes.map(({ options, part, from, to, changed }) => ({
      ...{ options, part: part ?? null, from, to, changed },
    })),
  }
}
