/** A round's respondents, read in pages so that neither memory nor the event loop is held by a large round. */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { AnswerRow, RespondentRow } from '../findings/tally.ts'
import type { Answer, Program } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { readProgramBodies, readRespondentPage, readUsedPrograms } from '../store/survey.ts'

/** About 2,000 answers: some 10 ms to read. */
const RESPONDENTS_A_PAGE = 100

/** Every respondent with at least one answer, in the order of their random ids. `without`: channels to leave out. */
export async function* respondentsOf(
  database: Database,
  round: string,
  without: readonly string[] = [],
): AsyncGenerator<RespondentRow> {
  for (let after = ''; ; ) {
    const page = await readRespondentPage(database, round, after, RESPONDENTS_A_PAGE)
    const last = page.people.at(-1)
    if (last === undefined) return
    after = last.id
    const answers = new Map<string, AnswerRow[]>()
    for (const { respondent, question, value, program } of page.answers) {
      const own = answers.get(respondent) ?? []
      own.push({ question, value: JSON.parse(value) as Answer, program })
      answers.set(respondent, own)
    }
    for (const { id, channel, language, finished } of page.people) {
      const own = answers.get(id)
      if (own !== undefined && !without.includes(channel))
        yield { id, channel, language, finished, answers: own }
    }
    await yieldToOthers()
  }
}

/** The programs that a round's answers were given to, the round's own first; undefined when none is published. */
export async function programsOf(
  database: Database,
  round: RoundRow,
): Promise<[Program, ...Program[]] | undefined> {
  const bodies = await readProgramBodies(database, round.programme, round.flow)
  const newest = bodies.find(({ hash }) => hash === round.program) ?? bodies[0]
  if (newest === undefined) return undefined
  const used = bodies.length === 1 ? new Set([newest.hash]) : await hashesOf(database, round.id)
  const others = bodies.filter((body) => body !== newest && used.has(body.hash))
  return [JSON.parse(newest.body) as Program, ...others.map(({ body }) => JSON.parse(body) as Program)]
}

/** Any program that a session or an answer of the flow may be on, read once and made out when it is asked for. */
export async function programsByHash(
  database: Database,
  { programme, flow }: Pick<RoundRow, 'programme' | 'flow'>,
): Promise<(hash: string) => Program | undefined> {
  const bodies = new Map(
    (await readProgramBodies(database, programme, flow)).map(({ hash, body }) => [hash, body]),
  )
  const made = new Map<string, Program>()
  return (hash) => {
    const body = bodies.get(hash)
    const program = made.get(hash) ?? (body === undefined ? undefined : (JSON.parse(body) as Program))
    if (program !== undefined) made.set(hash, program)
    return program
  }
}

async function hashesOf(database: Database, round: string): Promise<Set<string>> {
  const used = new Set<string>()
  for (let after: string | null = ''; after !== null; ) {
    const page = await readUsedPrograms(database, round, after, RESPONDENTS_A_PAGE)
    for (const hash of page.hashes) used.add(hash)
    after = page.last
    await yieldToOthers()
  }
  return used
}
