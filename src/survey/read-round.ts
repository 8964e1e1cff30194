/** A round's respondents, read in pieces so that neither memory nor the event loop is held by a large round. */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { RespondentRow } from '../findings/tally.ts'
import type { Program } from '../flow/program.ts'
import type { Reader } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { readProgramBodies } from '../store/survey.ts'
import { createUnpacker } from './unpack-answers.ts'

/** Every respondent with at least one answer, in the order of their random ids. `without`: channels to leave out. */
export async function* respondentsOf(
  reader: Reader,
  round: string,
  without: readonly string[] = [],
): AsyncGenerator<RespondentRow> {
  for await (const { respondents } of respondentPages(reader, { id: round }, without)) yield* respondents
}

export interface RespondentsPage {
  readonly respondents: readonly RespondentRow[]
  /** Hashes of all programs that answers were given to so far, those of channels that are left out among them. */
  readonly programs: ReadonlySet<string>
}

/** The same, piece by piece: what counts a million answers has no time to wait for each respondent. */
export async function* respondentPages(
  reader: Reader,
  { id: round, program = '' }: { readonly id: string; readonly program?: string },
  without: readonly string[],
): AsyncGenerator<RespondentsPage> {
  const { unpack, programs } = createUnpacker(program)
  for await (const people of reader.answersOf(round, program)) {
    const respondents: RespondentRow[] = []
    for (const { id, channel, language, finished, packed } of people) {
      if (packed === null) continue
      const answers = unpack(packed)
      if (!without.includes(channel)) respondents.push({ id, channel, language, finished, answers })
    }
    yield { respondents, programs }
    await yieldToOthers()
  }
}

/** The programs that a round's answers were given to, the round's own first; undefined when none is published. */
export async function programsOf(
  reader: Reader,
  round: RoundRow,
): Promise<[Program, ...Program[]] | undefined> {
  const bodies = await publishedFor(reader, round)
  const [own, ...others] = bodies
  if (own === undefined) return undefined
  const used = others.length === 0 ? new Set<string>() : await hashesOf(reader, round)
  return [parse(own), ...others.filter(({ hash }) => used.has(hash)).map(parse)]
}

export interface PublishedBody {
  readonly hash: string
  readonly body: string
}

/** What a flow's answers may have been given to, the round's own first, then the newest. */
export async function publishedFor(
  reader: Reader,
  { programme, flow, program }: RoundRow,
): Promise<PublishedBody[]> {
  const bodies = await readProgramBodies(reader, programme, flow)
  const own = bodies.filter(({ hash }) => hash === program)
  return [...own, ...bodies.filter(({ hash }) => hash !== program)]
}

const parse = ({ body }: PublishedBody): Program => JSON.parse(body) as Program

/** Any program that a session or an answer of the flow may be on, read once and made out when it is asked for. */
export async function programsByHash(
  reader: Reader,
  { programme, flow }: Pick<RoundRow, 'programme' | 'flow'>,
): Promise<(hash: string) => Program | undefined> {
  const bodies = new Map(
    (await readProgramBodies(reader, programme, flow)).map(({ hash, body }) => [hash, body]),
  )
  const made = new Map<string, Program>()
  return (hash) => {
    const body = bodies.get(hash)
    const program = made.get(hash) ?? (body === undefined ? undefined : (JSON.parse(body) as Program))
    if (program !== undefined) made.set(hash, program)
    return program
  }
}

async function hashesOf(reader: Reader, round: RoundRow): Promise<ReadonlySet<string>> {
  let used: ReadonlySet<string> = new Set()
  for await (const { programs } of respondentPages(reader, round, [])) used = programs
  return used
}
