/** Routes that say what there is: programmes, places, flows, rounds, codebooks. */
import type { Programme } from '../../flow/programme.ts'
import { questionsAsJson } from '../../survey/codebook-json.ts'
import { roundAsJson } from '../../survey/round-json.ts'
import { publishedRounds } from '../data/find-round.ts'
import { flowOf, isProblem, programmeOf, roundOf, surveysOf } from './find.ts'
import { type ApiRoute, whole } from './route.ts'
import * as schemas from './schemas.ts'

/** What changes only when the server starts anew. */
const FIXED = ''

export const catalogueRoutes: readonly ApiRoute[] = [
  {
    path: '/',
    operation: 'getIndex',
    summary: 'Where to begin',
    query: {},
    response: schemas.index,
    answer: async () =>
      whole(FIXED, () => ({
        ...{ version: '1', openapi: '/api/v1/openapi.json', programmes: '/api/v1/programmes' },
      })),
  },
  {
    path: '/programmes',
    operation: 'listProgrammes',
    summary: 'All programmes',
    query: {},
    response: schemas.programmes,
    answer: async (ports) => whole(FIXED, () => ({ programmes: ports.programmes().map(programmeAsJson) })),
  },
  {
    path: '/programmes/{programme}',
    operation: 'getProgramme',
    summary: 'One programme, and how its findings are made',
    query: {},
    response: schemas.programme,
    answer: async (ports, asked) => {
      const found = programmeOf(ports, asked)
      return isProblem(found) ? found : whole(FIXED, () => programmeAsJson(found))
    },
  },
  {
    path: '/programmes/{programme}/places',
    operation: 'listPlaces',
    summary: 'The places of a programme, with what they lie in',
    query: {},
    response: schemas.places,
    answer: async (ports, asked) => {
      const found = programmeOf(ports, asked)
      if (isProblem(found)) return found
      const { name, levels, places } = found
      return whole(FIXED, () => ({
        programme: name,
        levels,
        places: places.map(({ tile, ...place }) => ({ ...place, tile: tile ?? null })),
      }))
    },
  },
  {
    path: '/programmes/{programme}/flows',
    operation: 'listFlows',
    summary: 'The surveys of a programme',
    query: {},
    response: schemas.flows,
    answer: async (ports, asked) => {
      const found = programmeOf(ports, asked)
      if (isProblem(found)) return found
      return whole(FIXED, () => ({
        programme: found.name,
        flows: surveysOf(found).map(({ flow, languages, hash }) => ({
          id: flow,
          titles: found.titles[flow] ?? {},
          languages,
          program: hash,
        })),
      }))
    },
  },
  {
    path: '/programmes/{programme}/flows/{flow}/rounds',
    operation: 'listRounds',
    summary: 'The rounds of a survey, the first one first',
    query: {},
    response: schemas.rounds,
    answer: async (ports, asked) => {
      const found = await flowOf(ports, asked)
      if (isProblem(found)) return found
      const { programme, flow } = found.program
      return whole(found.stamp, async () => ({
        ...{ programme, flow },
        rounds: (await publishedRounds(ports, found)).map(roundAsJson),
      }))
    },
  },
  {
    path: '/programmes/{programme}/flows/{flow}/rounds/{round}',
    operation: 'getRound',
    summary: 'One round',
    query: {},
    response: schemas.oneRound,
    answer: async (ports, asked) => {
      const found = await roundOf(ports, asked)
      if (isProblem(found)) return found
      const { programme, flow } = found.program
      return whole(found.stamp, async () => ({
        ...{ programme, flow },
        round: roundAsJson(await ports.published.round(found.chosen)),
      }))
    },
  },
  {
    path: '/programmes/{programme}/flows/{flow}/rounds/{round}/codebook',
    operation: 'getCodebook',
    summary: 'What a round asked, in every language, and how the wording changed from round to round',
    query: {},
    response: schemas.codebook,
    answer: async (ports, asked) => {
      const found = await roundOf(ports, asked)
      if (isProblem(found)) return found
      const { programme, flow, languages } = found.program
      return whole(found.stamp, async () => ({
        ...{ programme, flow, languages, round: found.chosen.round.number },
        questions: questionsAsJson({
          asked: await ports.published.round(found.chosen),
          rounds: await publishedRounds(ports, found),
          ...{ languages, texts: ports.texts },
        }),
      }))
    },
  },
]

const programmeAsJson = (programme: Programme) => ({
  id: programme.name,
  names: programme.names,
  languages: programme.languages,
  flows: surveysOf(programme).map(({ flow }) => flow),
  follow_up: programme.followUp ?? null,
  levels: programme.levels,
  analysis: {
    minimum: programme.analysis.minimum.public,
    margins: programme.analysis.margins,
    trim: programme.analysis.trim,
    design_effect: programme.analysis.designEffect,
  },
})
