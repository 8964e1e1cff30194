/**
 * Published rounds, kept in memory while they stay as they are: a page then costs no reading of large bodies. What is
 * current is asked of the store, at most once a second; a round is read again when it has a new snapshot or state.
 */
import { type Finding, keyOf } from '../findings/finding.ts'
import { mergeQuestions } from '../findings/layout.ts'
import type { Question } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import {
  type RoundEdition,
  readRoundEditions,
  readSharedEditions,
  type SharedEdition,
} from '../store/editions.ts'
import { boundedCache } from './bounded-cache.ts'
import { type PublishedRound, readPublishedRound } from './published.ts'
import type { DatedFinding } from './snapshots.ts'

export interface PublishedCache {
  /** At most a second old. */
  edition(programme: string, flow: string): Promise<FlowEdition>
  round(edition: RoundEdition): Promise<IndexedRound>
}

/** What of a flow is told this moment. */
export interface FlowEdition {
  /** The first one first. */
  readonly rounds: readonly RoundEdition[]
  /** Summaries of these rounds that have been shared and not taken back. */
  readonly shared: readonly SharedEdition[]
  /** Differs whenever anything that is told of these rounds differs. */
  readonly stamp: string
}

export type IndexedRound = PublishedRound & {
  /** By id, in the flow's order; as the newest of its programs that has it puts it. */
  readonly questions: ReadonlyMap<string, Question>
  /** Everything that is told of a question, everybody's first. */
  about(question: string): readonly DatedFinding[]
  /** By question and group; undefined where there is no such finding. */
  finding(about: Pick<Finding, 'question' | 'of'>): DatedFinding | undefined
}

/** A finding of a large round takes about a kilobyte of memory. */
const FINDINGS_KEPT = 25_000
/** A program with its texts and places, in findings' weight. */
const PROGRAM_WEIGHT = 100
const FRESH_FOR = 1000

export function publishedCache(database: Database, now: () => number): PublishedCache {
  const current = new Map<string, { readonly at: number; readonly edition: Promise<FlowEdition> }>()
  const kept = boundedCache<IndexedRound>(FINDINGS_KEPT)
  const read = async (programme: string, flow: string): Promise<FlowEdition> => {
    const rounds = await readRoundEditions(database, programme, flow)
    const shared = await readSharedEditions(
      database,
      rounds.map(({ round }) => round.id),
    )
    return { rounds, shared, stamp: [...rounds.map(keyOfEdition), JSON.stringify(shared)].join() }
  }
  return {
    // Flows come from programmes' folders, never from an address, so this map stays small.
    edition: async (programme, flow) => {
      const name = `${programme}/${flow}`
      const known = current.get(name)
      if (known !== undefined && Math.abs(now() - known.at) < FRESH_FOR) return await known.edition
      const edition = read(programme, flow)
      current.set(name, { at: now(), edition })
      // Trouble with the store is told to those who asked, and not to those who ask next.
      edition.catch(() => current.delete(name))
      return await edition
    },
    round: async (edition) => {
      const key = keyOfEdition(edition)
      const known = kept.get(key)
      if (known !== undefined) return known
      const round = indexed(await readPublishedRound(database, edition.round))
      kept.set(key, round, round.findings.length + round.programs.length * PROGRAM_WEIGHT)
      return round
    },
  }
}

/** The whole row: its name, dates and places are told, too. */
const keyOfEdition = ({ round, snapshot }: RoundEdition): string => JSON.stringify([snapshot, round])

/** With its questions and findings found by name. */
export function indexed(round: PublishedRound): IndexedRound {
  const byKey = new Map<string, DatedFinding>()
  const byQuestion = new Map<string, DatedFinding[]>()
  for (const finding of round.findings) {
    byKey.set(keyOf(finding), finding)
    const others = byQuestion.get(finding.question)
    if (others === undefined) byQuestion.set(finding.question, [finding])
    else others.push(finding)
  }
  return {
    ...round,
    questions: new Map(mergeQuestions(round.programs).map((question) => [question.id, question])),
    about: (question) => byQuestion.get(question) ?? [],
    finding: (about) => byKey.get(keyOf(about)),
  }
}
