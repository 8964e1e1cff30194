/**
 * One event of one contact: which session it belongs to, the engine's step, and what that causes.
 *
 *   /start, deep link ───────────► the flow it names, else the current one, else the first: its session of this round
 *                                  if there is one, else a new session
 *   press, form ─────────────────► the session whose tag it carries while open, else the current one
 *   words, photos, edits ────────► the current session while open; else a keyword's flow; else the current session,
 *                                  which has ended and says so; else, for somebody new, the first flow
 *   nowhere to go ───────────────► built-in words, or a short word that nothing is open
 */
import type { Receipt, Received, ReceivedFile } from '../channels/channel.ts'
import { begin } from '../engine/begin.ts'
import type { Body } from '../engine/event.ts'
import { houseOf } from '../engine/house.ts'
import { idle, resting } from '../engine/idle.ts'
import { IDLE_TAG } from '../engine/idle-tag.ts'
import type { Output } from '../engine/output.ts'
import type { Runnable } from '../engine/runnable.ts'
import type { Session } from '../engine/session.ts'
import { step } from '../engine/step.ts'
import type { Language } from '../flow/program.ts'
import { builtInWord } from '../language/built-in-word.ts'
import { languageOf } from '../language/tag.ts'
import type { RoundRow, SessionRow } from '../store/load-turns.ts'
import type { Catalogue, FlowName } from './catalogue.ts'
import { applyOutputs, type TurnContext, type TurnResult } from './effects.ts'

export interface TurnSources {
  readonly catalogue: Catalogue
  readonly rounds: readonly RoundRow[]
  /** Programs of this batch's sessions, by hash. */
  readonly pinned: ReadonlyMap<string, Runnable>
}

export function takeTurn(sources: TurnSources, turn: TurnContext): Receipt {
  const { person, event, changes } = turn
  if (person.erased) return { status: 'committed' }
  if (event.body.kind === 'expire') return expire(sources, turn, event.body.session)
  const unreachable = event.body.kind === 'blocked'
  // Who said stop stays stopped until they say start, whatever else happens.
  const was = person.contact.state
  const state = was === 'stopped' ? was : unreachable ? 'unreachable' : 'active'
  const { waiting, heard_at } = person.contact
  const heard = Math.max(heard_at, Math.min(event.at, turn.now))
  person.contact = { ...person.contact, state, heard_at: heard, waiting: null }
  changes.contacts.set(person.contact.id, person.contact)
  if (waiting === true && !unreachable) changes.released.set(person.contact.id, turn.now)
  if (unreachable) changes.silenced.set(person.contact.id, person.contact.next_number)
  if (event.body.kind === 'blocked' || event.body.kind === 'unblocked') return { status: 'committed' }

  const result = handle(sources, turn)
  if (event.file !== undefined && !turn.person.erased) keepFile(turn, event.file)
  return {
    status: 'committed',
    ...(result.notice === undefined ? {} : { notice: result.notice }),
    ...(result.messages.length === 0 ? {} : { messages: result.messages }),
    ...(result.forgotten === true ? { forgotten: true } : {}),
  }
}

/** Fetched after the commit; what finds it may tell who sent it. */
function keepFile(
  { changes, person, event, now, orderedId, sealText }: TurnContext,
  file: ReceivedFile,
): void {
  changes.media.push({
    contact: person.contact.id,
    id: orderedId(),
    channel: event.channel,
    account: event.account,
    kind: event.body.kind === 'media' ? event.body.media : 'other',
    type: file.type,
    handle: sealText(file.handle),
    state: 'wanted',
    size: file.size ?? null,
    attempts: 0,
    due_at: now,
    at: now,
    reason: null,
  })
}

/** Nobody did anything, so nothing about the person changes but their session; a stopped one is not written to. */
function expire(sources: TurnSources, turn: TurnContext, id: string | undefined): Receipt {
  const row = turn.person.sessions.find((session) => session.id === id && session.open)
  const runnable = row === undefined ? undefined : sources.pinned.get(row.program)
  // Answered since it was found to be due: its time has moved on.
  const due = row?.expires_at != null && row.expires_at <= turn.now
  if (row === undefined || runnable === undefined || !due) return { status: 'committed' }
  const { session, outputs } = step(runnable, JSON.parse(row.state) as Session, turn.event)
  const silent = turn.person.contact.state !== 'active'
  applyOutputs(turn, silent ? outputs.filter(({ kind }) => kind !== 'send') : outputs, {
    row,
    session,
    program: runnable.program,
  })
  return { status: 'committed' }
}

function handle(sources: TurnSources, turn: TurnContext): TurnResult {
  const { catalogue } = sources
  const { person } = turn
  const { body } = turn.event
  const current = person.sessions.find(({ id }) => id === person.contact.session)
  if (body.kind === 'start') {
    const named = body.payload === undefined ? undefined : catalogue.named(body.payload)
    return enter(sources, turn, named ?? current ?? catalogue.first)
  }
  // Only the session that they stopped in knows; no other one may write to them.
  if (person.contact.state === 'stopped') {
    const own = current !== undefined && (!('tag' in body) || current.id.endsWith(body.tag))
    return own ? proceed(sources, turn, current) : nowhere(sources, turn)
  }
  if ('tag' in body) {
    const own = person.sessions.find(({ id, open }) => open && id.endsWith(body.tag))
    const row = body.tag === IDLE_TAG ? undefined : (own ?? current)
    return row === undefined ? nowhere(sources, turn) : proceed(sources, turn, row)
  }
  if (current?.open === true) return proceed(sources, turn, current)
  if (body.kind === 'text') {
    const named = catalogue.named(body.text)
    if (named !== undefined) return enter(sources, turn, named)
  }
  if (current !== undefined) return proceed(sources, turn, current)
  const isNew = person.sessions.length === 0
  return isNew && body.kind === 'text' ? greet(sources, turn, body.text) : nowhere(sources, turn)
}

/** Somebody's first words: a built-in word is answered as such, anything else begins the first flow. */
function greet(sources: TurnSources, turn: TurnContext, text: string): TurnResult {
  const word = builtInWord(text, houseOf(sources.catalogue.common).words, languageIn(sources, turn))
  // The confirmation of *forget me*, typed where there are no buttons, is no built-in word by itself.
  const outputs = quiet(sources, turn, turn.event.body)
  if (outputs.some(({ kind }) => kind === 'forget')) return applyOutputs(turn, outputs)
  const begins = word === null || (word.kind === 'word' && word.word === 'start') || word.kind === 'language'
  if (!begins) return nowhere(sources, turn)
  if (word?.kind === 'language') turn.person.contact = { ...turn.person.contact, language: word.language }
  return enter(sources, turn, sources.catalogue.first)
}

/** Built-in words for somebody without a session; anything else is told that nothing is open. */
function nowhere(sources: TurnSources, turn: TurnContext, body: Body = turn.event.body): TurnResult {
  return applyOutputs(turn, quiet(sources, turn, body))
}

function quiet({ catalogue }: TurnSources, turn: TurnContext, body: Body): readonly Output[] {
  return idle(catalogue.common, catalogue.languages, contactOf(turn), { ...turn.event, body })
}

/** For somebody new in a paused round. */
function rest({ catalogue }: TurnSources, turn: TurnContext): TurnResult {
  return applyOutputs(turn, resting(catalogue.common, catalogue.languages, contactOf(turn)))
}

const contactOf = ({ event, person: { contact } }: TurnContext) => ({
  ...(contact.language === null ? {} : { language: contact.language }),
  ...(event.language === undefined ? {} : { platformLanguage: event.language }),
  stopped: contact.state === 'stopped',
})

function languageIn({ catalogue }: TurnSources, { person, event }: TurnContext): Language {
  const { languages } = catalogue
  return languageOf(person.contact.language ?? event.language, languages) ?? languages[0]
}

/** Goes to a flow: takes up its session of this round, or begins one. */
function enter(sources: TurnSources, turn: TurnContext, flow: FlowName | undefined): TurnResult {
  const runnable = flow === undefined ? undefined : sources.catalogue.current(flow)
  if (flow === undefined || runnable === undefined) return nowhere(sources, turn)
  const started: TurnContext = { ...turn, event: { ...turn.event, body: { kind: 'start' } } }
  turn.person.contact = { ...turn.person.contact, state: 'active' }
  const { round, known } = standing(sources, turn, flow, runnable)
  if (known !== undefined) return proceed(sources, started, known)
  if (runnable.program.type === 'survey' && round?.state === 'paused') return rest(sources, turn)
  // A survey between two rounds: nothing is open, as anybody is told who sends something that is no built-in word.
  if (runnable.program.type === 'survey' && round === undefined)
    return nowhere(sources, turn, { kind: 'media', media: 'other' })
  const { contact } = turn.person
  const session = begin(runnable, {
    id: turn.orderedId(),
    ...(contact.language === null ? {} : { language: contact.language }),
    ...(turn.event.language === undefined ? {} : { platformLanguage: turn.event.language }),
  })
  return run(sources, runnable, started, session, {
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

/**
 * The flow's open or paused round, and the contact's session that belongs to it or may still finish in another one. A
 * round about a summary is not what the flow's name leads to.
 */
function standing({ rounds }: TurnSources, { person }: TurnContext, flow: FlowName, { program }: Runnable) {
  const own = rounds.filter((round) => round.programme === flow.programme && round.flow === flow.flow)
  const round = own.find(({ state, summary }) => state !== 'closing' && summary === null)
  const known = person.sessions.find(
    (row) =>
      row.programme === flow.programme &&
      row.flow === flow.flow &&
      (program.type === 'survey' ? row.round !== null && (row.round === round?.id || row.open) : row.open),
  )
  return { round, known }
}

function proceed(sources: TurnSources, turn: TurnContext, row: SessionRow): TurnResult {
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
  turn.person.contact = { ...turn.person.contact, session: row.id, language: session.language }
  return applyOutputs(turn, outputs, { row, session, program: runnable.program })
}

/** The program as the session's round puts it. */
function inRound({ catalogue, rounds }: TurnSources, runnable: Runnable, { round }: SessionRow): Runnable {
  const places = rounds.find(({ id }) => id === round)?.places ?? null
  return places === null ? runnable : catalogue.within(runnable, places)
}

/** A question in these states has not reached the person, as far as anybody knows. */
const NOT_SEEN: ReadonlySet<string> = new Set([
  'queued',
  'waiting',
  'sending',
  'unknown',
  'failed',
  'cancelled',
])

/** Whether a typed text was sent before the standing question went out. */
export function isEarly(
  event: Received,
  standing: { readonly state: string; readonly position: number | null } | undefined,
  askedInThisBatch: boolean,
): boolean {
  if (event.body.kind !== 'text') return false
  if (askedInThisBatch) return true
  if (standing === undefined) return false
  if (NOT_SEEN.has(standing.state)) return true
  return standing.position !== null && event.position !== undefined && event.position < standing.position
}
