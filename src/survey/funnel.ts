/**
 * How far the people of a round came. Counted from sessions, respondents and outcomes while it runs, and from
 * respondents and outcomes once it is cut, with the same result: what goes with the sessions stays counted in outcomes.
 *
 *   reached = declined + not eligible + undecided + consented     consented ≥ started ≥ finished
 *   reached − declined − not eligible − finished = under way + expired, and expired = all that left at some question
 *
 * Who was forgotten at their own wish is in none of these. While people are answering, the counts are of moments a
 * little apart.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { pathOf } from '../findings/path.ts'
import type { Answer, Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import { readOutcomes } from '../store/outcomes.ts'
import type { RoundRow } from '../store/rounds.ts'
import { readSessionPage } from '../store/stages.ts'
import { programsByHash } from './read-round.ts'
import { noticeOf, stageOf, UNANSWERED, UNDECIDED } from './stage.ts'
import { createUnpacker } from './unpack-answers.ts'

/** In people. */
export interface Funnel {
  /** A conversation of this round was begun. */
  readonly reached: number
  /** Agreed to take part, and were not found to be outside those asked; in a flow that asks no agreement: gave an answer. */
  readonly consented: number
  /** Gave an answer, even if they took it back later. */
  readonly started: number
  /** Came to the flow's end. */
  readonly finished: number
  readonly declined: number
  /** Not among those asked: too young, or of another place. */
  readonly notEligible: number
  /** Neither agreed nor declined. */
  readonly undecided: number
  /** Could go on this moment. */
  readonly underWay: number
  /** Left, and their conversation is over. */
  readonly expired: number
  /** At which question the expired left; the most first. Null: behind the last one, at an agreement or an early end. */
  readonly left: readonly { readonly question: string | null; readonly count: number }[]
}

/** Somebody with a row of their own in the round. */
export interface CountedRespondent {
  readonly finished: boolean
  /** By question id. */
  readonly answers: ReadonlyMap<string, Answer>
}

const CONTACTS_A_PAGE = 200

/** `each` is called with every respondent, so that what else is counted of them takes no second reading. */
export async function countFunnel(
  database: Database,
  round: RoundRow,
  each: (respondent: CountedRespondent) => void = () => undefined,
): Promise<Funnel> {
  const programOf = await programsByHash(database, round)
  const own = programOf(round.program)
  const left = new Map<string | null, number>()
  const leave = (question: string | null, count = 1) => left.set(question, (left.get(question) ?? 0) + count)

  const sessions = await countSessions(database, round, programOf)
  const outcomes = await readOutcomes(database, round.id)
  const undecided = sessions.undecided + (outcomes.get(UNDECIDED) ?? 0)
  const unanswered = sessions.unanswered + (outcomes.get(UNANSWERED) ?? 0)

  let started = 0
  let finished = 0
  let going = 0
  const { unpack } = createUnpacker(round.program)
  for await (const people of database.answersOf(round.id, round.program)) {
    for (const person of people) {
      const rows = person.packed === null ? [] : unpack(person.packed)
      const given = new Map(rows.map(({ question, value }) => [question, value]))
      started += 1
      if (person.finished) finished += 1
      else if (sessions.open.has(person.id)) going += 1
      else leave(leftAt(programOf(rows.at(-1)?.program ?? '') ?? own, given))
      each({ finished: person.finished, answers: given })
    }
    await yieldToOthers()
  }

  leave(
    own === undefined ? null : (noticeOf(own)?.id ?? leftAt(own, new Map())),
    undecided - sessions.deciding,
  )
  leave(leftAt(own, new Map()), unanswered - sessions.beginning)
  const declined = outcomes.get('declined') ?? 0
  const notEligible = outcomes.get('not_eligible') ?? 0
  const consented = unanswered + started
  const underWay = sessions.deciding + sessions.beginning + going
  return {
    ...{ reached: declined + notEligible + undecided + consented, consented, started, finished },
    ...{ declined, notEligible, undecided, underWay },
    expired: undecided + consented - finished - underWay,
    left: [...left]
      .filter(([, count]) => count > 0)
      .map(([question, count]) => ({ question, count }))
      .sort((a, b) => b.count - a.count || (String(a.question) < String(b.question) ? -1 : 1)),
  }
}

interface SessionCounts {
  undecided: number
  unanswered: number
  /** Those of the undecided and the unanswered whose session is open. */
  deciding: number
  beginning: number
  /** Respondents whose session is open. */
  readonly open: Set<string>
}

async function countSessions(
  database: Database,
  round: RoundRow,
  programOf: (hash: string) => Program | undefined,
): Promise<SessionCounts> {
  const counts: SessionCounts = { undecided: 0, unanswered: 0, deciding: 0, beginning: 0, open: new Set() }
  // A round that is cut has none left.
  if (round.state === 'closed' || round.state === 'planned') return counts
  for (let after: string | null = ''; after !== null; ) {
    const page = await readSessionPage(database, round.id, after, CONTACTS_A_PAGE)
    for (const { program, respondent, open, state } of page.sessions) {
      if (respondent !== null) counts.open.add(respondent)
      else if (stageOf(programOf(program), state) === UNDECIDED) {
        counts.undecided += 1
        if (open) counts.deciding += 1
      } else {
        counts.unanswered += 1
        if (open) counts.beginning += 1
      }
    }
    after = page.last
    await yieldToOthers()
  }
  return counts
}

function leftAt(program: Program | undefined, given: ReadonlyMap<string, Answer>): string | null {
  if (program === undefined) return null
  const { left } = pathOf(
    program,
    program.questions.map(({ id }) => given.get(id) ?? null),
  )
  return left === null ? null : (program.questions[left]?.id ?? null)
}
