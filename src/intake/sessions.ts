/**
 * Begins a contact's session and takes it on by a turn. A session about a summary begins with the summary itself; where
 * that was withdrawn meanwhile, there is nothing to ask about, and the session goes.
 */
import { begin } from '../engine/begin.ts'
import { idle } from '../engine/idle.ts'
import type { Message } from '../engine/message.ts'
import type { Output } from '../engine/output.ts'
import type { Runnable } from '../engine/runnable.ts'
import type { Session } from '../engine/session.ts'
import { step } from '../engine/step.ts'
import type { Language } from '../flow/program.ts'
import type { Writer } from '../store/database.ts'
import type { RoundRow, SessionRow } from '../store/load-turns.ts'
import type { Catalogue, FlowName } from './catalogue.ts'
import { applyOutputs, leave, type TurnContext, type TurnResult } from './effects.ts'

/** What turns of one batch read. */
export interface TurnSources {
  readonly catalogue: Catalogue
  readonly rounds: readonly RoundRow[]
  /** Programs of this batch's sessions, by hash. */
  readonly pinned: ReadonlyMap<string, Runnable>
  /** Summaries that the rounds ask about, by id; none that was withdrawn. */
  readonly summaries: ReadonlyMap<string, ToldSummary>
  /** `summary contact` of those who have been sent a summary that is being shared in this batch. */
  readonly given: ReadonlySet<string>
}

/** A summary as people get it. */
export interface ToldSummary {
  /** In the language, or in the summary's first. `asked`: for somebody who asked for results, and is told so. */
  message(language: Language, asked: boolean): Message
}

/** Where intake gets summaries from. */
export interface ToldSummaries {
  /** Of these, by id, those that may be told as things stand in this commit: shared, and not withdrawn. */
  shared(writer: Writer, summaries: readonly string[]): Promise<ReadonlyMap<string, ToldSummary>>
  /** The same for those that go to many by this commit: whoever withdraws one later finds all that it sends. */
  going(writer: Writer, summaries: readonly string[]): Promise<ReadonlyMap<string, ToldSummary>>
}

interface Begun {
  readonly flow: FlowName
  readonly runnable: Runnable
  readonly round: RoundRow | undefined
}

/** `turn` carries a start. */
export function beginSession(sources: TurnSources, turn: TurnContext, begun: Begun): TurnResult {
  const { flow, runnable, round } = begun
  const { contact } = turn.person
  const session = begin(runnable, {
    id: turn.orderedId(),
    ...(contact.language === null ? {} : { language: contact.language }),
    ...(turn.event.language === undefined ? {} : { platformLanguage: turn.event.language }),
  })
  return run(sources, runnable, turn, session, {
    contact: contact.id,
    id: session.id,
    programme: flow.programme,
    flow: flow.flow,
    program: runnable.program.hash,
    round: round?.id ?? null,
    respondent: null,
    state: '',
    open: true,
    asked: null,
    shown_from: contact.next_number,
    expires_at: null,
  })
}

/** Takes a session on by the turn’s event. */
export function proceed(sources: TurnSources, turn: TurnContext, row: SessionRow): TurnResult {
  const runnable = sources.pinned.get(row.program) ?? begunInThisBatch(sources, row)
  if (runnable === undefined) throw new Error(`program ${row.program} is not in the store`)
  return run(sources, runnable, turn, JSON.parse(row.state) as Session, row)
}

/** A session that an earlier event of the batch began is on the current program; `pinned` was read before that. */
function begunInThisBatch({ catalogue }: TurnSources, row: SessionRow): Runnable | undefined {
  const current = catalogue.current(row)
  return current?.program.hash === row.program ? current : undefined
}

function run(
  sources: TurnSources,
  runnable: Runnable,
  turn: TurnContext,
  before: Session,
  row: SessionRow,
): TurnResult {
  const { session, outputs } = step(inRound(sources, runnable, row), before, turn.event)
  const begins = !hasBegun(before) && hasBegun(session)
  const about = aboutOf(sources, row)
  const summary = begins && about !== undefined ? sources.summaries.get(about) : undefined
  if (begins && about !== undefined && summary === undefined && asksOwn(session))
    return nothingOpen(sources, turn, session, row)
  turn.person.contact = { ...turn.person.contact, session: row.id, language: session.language }
  const said =
    summary === undefined
      ? outputs
      : withFirst(outputs, summary.message(session.language, turn.share !== undefined))
  return applyOutputs(turn, said, { row, session, program: runnable.program })
}

/** The program as the session's round puts it. */
function inRound({ catalogue, rounds }: TurnSources, runnable: Runnable, { round }: SessionRow): Runnable {
  const places = rounds.find(({ id }) => id === round)?.places ?? null
  return places === null ? runnable : catalogue.within(runnable, places)
}

/** Whether its own first question was put; before that it may ask for a language. */
export const hasBegun = ({ ask, aside, outcome }: Session): boolean =>
  outcome !== null || ask > 1 || (ask === 1 && aside !== 'language')

/** Its own question stands now; somebody who said stop or *forget me* instead is heard first. */
const asksOwn = ({ aside, outcome, stopped }: Session): boolean =>
  aside === null && outcome === null && stopped !== true

/** Id of the summary that it is about. */
const aboutOf = ({ rounds }: TurnSources, { round }: SessionRow): string | undefined =>
  rounds.find(({ id }) => id === round)?.summary ?? undefined

/** Said in the language that was just chosen. */
function nothingOpen(
  { catalogue }: TurnSources,
  turn: TurnContext,
  { language }: Session,
  row: SessionRow,
): TurnResult {
  if (turn.person.sessions.some(({ id }) => id === row.id)) leave(turn, row)
  turn.person.contact = { ...turn.person.contact, language }
  const event = { ...turn.event, body: { kind: 'media', media: 'other' } as const }
  return applyOutputs(turn, idle(catalogue.common, catalogue.languages, { language, stopped: false }, event))
}

/** Before everything else that is said. */
function withFirst(outputs: readonly Output[], message: Message): Output[] {
  const at = Math.max(
    0,
    outputs.findIndex(({ kind }) => kind === 'send'),
  )
  return [...outputs.slice(0, at), { kind: 'send', message }, ...outputs.slice(at)]
}
