/** Where each kind of export comes from: for every kind its table, and what it is as JSON. */
import type { Program } from '../flow/program.ts'
import type { Analysis } from '../flow/programme.ts'
import type { Database } from '../store/database.ts'
import { type FollowUpRound, readFollowUpRounds } from '../store/feedback.ts'
import { countRespondents, type RoundRow } from '../store/rounds.ts'
import { questionsAsJson } from '../survey/codebook-json.ts'
import { answersSav, answersTable } from '../survey/export-answers.ts'
import { codebookTable } from '../survey/export-codebook.ts'
import { feedbackTable, wordsOf } from '../survey/export-feedback.ts'
import type { About } from '../survey/export-file.ts'
import { findingsTable } from '../survey/export-findings.ts'
import { talliesTable } from '../survey/export-tallies.ts'
import type { ExportTexts } from '../survey/export-texts.ts'
import { datedFindingAsJson, staffFindingAsJson } from '../survey/finding-json.ts'
import { type PublishedRound, readPublishedRounds } from '../survey/published.ts'
import { programsOf } from '../survey/read-round.ts'
import { roundAsJson, weightingAsJson } from '../survey/round-json.ts'
import type { SavFile } from '../survey/sav.ts'
import { readStaffFindings } from '../survey/staff-findings.ts'
import type { Table } from '../survey/table.ts'
import type { Io } from './command.ts'
import type { Wanted } from './export-args.ts'
import { findRounds } from './survey-store.ts'

export interface Source {
  readonly about: About
  readonly table: Table
  /** At most so many rows will be in the table. */
  readonly rows: number
  json(): Promise<unknown>
  /** Answers alone are written for SPSS. */
  sav?(): Promise<SavFile | undefined>
}

export interface Asked {
  readonly database: Database
  readonly wanted: Wanted
  readonly texts: ExportTexts
  /** How the programme's findings are made. */
  readonly analysis: Analysis
  readonly io: Io
}

/** Undefined when there is nothing to export; why stands on `err` then. */
export async function sourceOf(asked: Asked): Promise<Source | undefined> {
  const { wanted, database, io } = asked
  if (wanted.kind === 'feedback') return await feedback(asked)
  const { programme, flow = '', round } = wanted
  const found = await findRounds(database, { programme, flow, round }, io)
  if (found === undefined) return undefined
  const rounds = found.filter(({ state }) => state !== 'planned')
  const newest = rounds.at(-1)
  if (newest === undefined) {
    io.err(`No round of ${programme}/${flow} has been opened yet. See: hearback round list\n`)
    return undefined
  }
  const programs = await programsOf(database, newest)
  if (programs === undefined) {
    io.err(`No program of ${programme}/${flow} is in this store. Start the server once: hearback serve\n`)
    return undefined
  }
  if (!knowsLanguage(programs, asked)) return undefined
  const from = { ...asked, rounds, newest, programs }
  switch (wanted.kind) {
    case 'answers':
      return await answers(from)
    case 'tallies':
      return await tallies(from)
    case 'findings':
      return await findings(from)
    case 'codebook':
      return await codebook(from)
  }
}

interface From extends Asked {
  /** Those wanted, the first one first; none that is only planned. */
  readonly rounds: readonly RoundRow[]
  readonly newest: RoundRow
  /** Of the newest round. */
  readonly programs: readonly [Program, ...Program[]]
}

function aboutOf({ wanted, texts }: Asked, rounds: readonly RoundRow[], every: boolean): About {
  const { kind, programme, flow = null, language } = wanted
  const numbers = every ? [] : rounds.map(({ number }) => number)
  const madeUp = rounds.some(({ made_up }) => made_up)
  return { kind, programme, flow, rounds: numbers, madeUp, language, texts }
}

async function answers(from: From): Promise<Source | undefined> {
  const { database, rounds, wanted, texts } = from
  const { language, without } = wanted
  const options = { rounds, language, texts, without }
  const table = await answersTable(database, options)
  if (table === undefined) return undefined
  const counts = await Promise.all(rounds.map(({ id }) => countRespondents(database, id)))
  return {
    about: aboutOf(from, rounds, wanted.round === undefined),
    table,
    rows: counts.reduce((sum, count) => sum + count, 0),
    json: async () => null,
    sav: () => answersSav(database, options),
  }
}

async function tallies(from: From): Promise<Source | undefined> {
  const { database, newest, programs, wanted, texts } = from
  const counted = await readStaffFindings(database, newest, wanted.without, from.analysis)
  if (counted === undefined) return undefined
  const { languages } = programs[0]
  const { respondents, leftOut, weighting } = counted
  return {
    about: aboutOf(from, [newest], false),
    table: talliesTable(counted, { languages, language: wanted.language, texts }),
    rows: 0,
    json: async () => ({
      restricted: texts.fill('restricted.tallies', wanted.language),
      programme: newest.programme,
      flow: newest.flow,
      round: newest.number,
      made_up: newest.made_up,
      respondents,
      left_out: leftOut,
      weighting: weightingAsJson(weighting),
      findings: counted.findings.map((one) => staffFindingAsJson(one, counted.designEffect)),
    }),
  }
}

/** Published rounds of the flow; none that is only planned. */
async function published({ database, newest }: From): Promise<PublishedRound[]> {
  const all = await readPublishedRounds(database, newest.programme, newest.flow)
  return all.filter(({ round }) => round.state !== 'planned')
}

async function findings(from: From): Promise<Source> {
  const { rounds: wantedRounds, newest, programs, wanted, texts } = from
  const ids = new Set(wantedRounds.map(({ id }) => id))
  const rounds = (await published(from)).filter(({ round }) => ids.has(round.id))
  const { languages } = programs[0]
  return {
    about: aboutOf(from, wantedRounds, wanted.round === undefined),
    table: findingsTable({ rounds, languages, language: wanted.language, texts }),
    rows: 0,
    json: async () => ({
      programme: newest.programme,
      flow: newest.flow,
      rounds: rounds.map((one) => ({ ...roundAsJson(one), findings: one.findings.map(datedFindingAsJson) })),
    }),
  }
}

async function codebook(from: From): Promise<Source> {
  const { newest, programs, wanted, texts } = from
  const rounds = await published(from)
  const asked = { round: newest, programs }
  const { languages } = programs[0]
  const sources = { asked, rounds, languages, texts }
  return {
    about: { ...aboutOf(from, [newest], false), madeUp: false },
    table: codebookTable({ ...sources, language: wanted.language }),
    rows: 0,
    json: async () => ({
      programme: newest.programme,
      flow: newest.flow,
      round: newest.number,
      languages,
      questions: questionsAsJson(sources),
    }),
  }
}

async function feedback(asked: Asked): Promise<Source | undefined> {
  const { database, wanted, texts, io } = asked
  const { programme, flow, round, language, without } = wanted
  const rounds = (await readFollowUpRounds(database, programme)).filter(
    ({ about }) =>
      (flow === undefined || about.flow === flow) && (round === undefined || about.number === round),
  )
  const [first] = rounds
  if (first === undefined) {
    io.err(
      `Nobody has been asked about a summary of ${[programme, flow].filter(Boolean).join('/')} yet. That begins when one is shared: see hearback summary share --help\n`,
    )
    return undefined
  }
  const programs = await programsOf(database, first.round)
  if (programs !== undefined && !knowsLanguage(programs, asked)) return undefined
  const options = { rounds, language, texts, without }
  const counts = await Promise.all(rounds.map((one) => countRespondents(database, one.round.id)))
  return {
    about: {
      ...aboutOf(
        asked,
        rounds.map((one) => one.round),
        true,
      ),
      rounds: round === undefined ? [] : [round],
    },
    table: feedbackTable(database, options),
    // Nobody writes more than a few texts about one summary.
    rows: counts.reduce((sum, count) => sum + count, 0),
    json: async () => {
      const words = []
      for await (const one of wordsOf(database, options)) words.push(wordsAsJson(one))
      return { restricted: texts.fill('restricted.feedback', language), programme, words }
    },
  }
}

function wordsAsJson({
  from,
  question,
  words,
  verdict,
  language,
}: {
  readonly from: FollowUpRound
  readonly question: string
  readonly words: string
  readonly verdict: { readonly option: string } | null
  readonly language: string
}) {
  return {
    flow: from.about.flow,
    round: from.about.number,
    summary: from.summary.id,
    summary_number: from.summary.number,
    summary_place: from.summary.place,
    asked_round: from.round.number,
    made_up: from.round.made_up,
    verdict: verdict?.option ?? null,
    question,
    words,
    language,
  }
}

function knowsLanguage([program]: readonly [Program, ...Program[]], { wanted, io }: Asked): boolean {
  if (program.languages.includes(wanted.language)) return true
  const { programme, flow, languages } = program
  io.err(`${programme}/${flow} has no labels in ${wanted.language}; it has: ${languages.join(', ')}.\n`)
  return false
}
