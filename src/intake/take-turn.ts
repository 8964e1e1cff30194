/**
 * One event of one contact: which session it belongs to, the engine's step, and what that causes.
 *
 *   /start, deep link ───────────► the flow it names, else the current one, else the first: its session of this round
 *                                  if there is one, else a new session
 *   press, form ─────────────────► the session whose tag it carries while open, else the current one
 *   words, photos, edits ────────► the current session while open; else a keyword's flow; else the current session,
 *                                  which has ended and says so; else, for somebody new, the first flow
 *   a link to a summary, as words ► the session of its round, whatever else is open
 *   nowhere to go ───────────────► built-in words, or a short word that nothing is open
 */
import type { Receipt, Received, ReceivedFile } from '../channels/channel.ts'
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
import type { FlowName } from './catalogue.ts'
import { applyOutputs, leave, type TurnContext, type TurnResult } from './effects.ts'
import { beginSession, hasBegun, proceed, type TurnSources } from './sessions.ts'
import { share } from './share.ts'

export function takeTurn(sources: TurnSources, turn: TurnContext): Receipt {
  const { person, event, changes } = turn
  if (person.erased) return { status: 'committed' }
  if (event.body.kind === 'expire') return expire(sources, turn, event.body.session)
  if (event.body.kind === 'share') return share(sources, turn, event.body)
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
  const before = JSON.parse(row.state) as Session
  // Who came for a summary and never chose a language was told nothing of it: as if they had not come.
  if (summaryRound(sources, row) !== undefined && !hasBegun(before)) {
    leave(turn, row)
    return { status: 'committed' }
  }
  const { session, outputs } = step(runnable, before, turn.event)
  // Who was asked about a summary need not answer, and hears no more of it.
  const silent = turn.person.contact.state !== 'active' || summaryRound(sources, row) !== undefined
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
    return enter(sources, turn, named ?? (current && place(sources, turn, current)) ?? catalogue.first)
  }
  // A link to a summary arrives as words where a platform has no payloads. Nobody answers a question with them.
  if (body.kind === 'text' && ENDS_IN_A_NUMBER.test(body.text)) {
    const linked = catalogue.named(body.text)
    if (linked?.roundNumber !== undefined) return enter(sources, turn, linked)
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
  // A question about a summary, which nobody needs to answer, does not stand in the way of anything.
  const optional = current?.respondent === null && summaryRound(sources, current) !== undefined
  if (current?.open === true && !optional) return proceed(sources, turn, current)
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

/** For somebody new in a paused round, or in a flow about summaries of which none can be answered. */
function rest({ catalogue }: TurnSources, turn: TurnContext, why: 'resting' | 'no_summary'): TurnResult {
  return applyOutputs(turn, resting(catalogue.common, catalogue.languages, contactOf(turn), why))
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
  if (runnable.program.type === 'survey' && round?.state === 'paused') return rest(sources, turn, 'resting')
  if (round === undefined && sources.catalogue.followsUp(flow)) return rest(sources, turn, 'no_summary')
  // A survey between two rounds: nothing is open, as anybody is told who sends something that is no built-in word.
  if (runnable.program.type === 'survey' && round === undefined)
    return nowhere(sources, turn, { kind: 'media', media: 'other' })
  return beginSession(sources, started, { flow, runnable, round })
}

/** The round that this leads to, and the contact's session that belongs to it or may still finish in another one. */
function standing(
  { catalogue, rounds }: TurnSources,
  { person }: TurnContext,
  flow: FlowName,
  { program }: Runnable,
) {
  const isOwn = (one: FlowName) => one.programme === flow.programme && one.flow === flow.flow
  const found = leadsTo(rounds.filter(isOwn), flow.roundNumber, catalogue.followsUp(flow))
  const round = found?.state === 'closing' ? undefined : found
  const mine = person.sessions.filter(isOwn)
  if (program.type !== 'survey') return { round, known: mine.find(({ open }) => open) }
  // What somebody says of one summary is no word on another one.
  const known = mine.find((row) =>
    found?.summary == null
      ? row.round !== null && (row.round === round?.id || row.open)
      : row.round === found.id && (round !== undefined || row.open),
  )
  return { round, known }
}

/**
 * By number where one is given. A flow's name alone leads to the round that is open or paused; that of a follow-up to
 * the newest summary that may still be spoken of.
 */
function leadsTo(
  rounds: readonly RoundRow[],
  number: number | undefined,
  followsUp: boolean,
): RoundRow | undefined {
  if (number !== undefined) return rounds.find((round) => round.number === number)
  return rounds
    .filter(({ state, summary }) => state !== 'closing' && (summary !== null) === followsUp)
    .toSorted((one, other) => other.number - one.number)[0]
}

/**
 * Where somebody is who names nothing. With a summary at that very one, unless a round of the first flow is open that
 * they have not come into yet.
 */
function place(sources: TurnSources, { person }: TurnContext, current: SessionRow): FlowName {
  const { programme, flow } = current
  const about = summaryRound(sources, current)
  if (about === undefined) return { programme, flow }
  const { first } = sources.catalogue
  const next = sources.rounds.find(
    (round) => round.programme === first?.programme && round.flow === first.flow && round.state === 'open',
  )
  const isNew = next !== undefined && !person.sessions.some(({ round }) => round === next.id)
  return first !== undefined && isNew ? first : { programme, flow, roundNumber: about.number }
}

/** The round of this session, where that is about a summary. */
const summaryRound = ({ rounds }: TurnSources, { round }: SessionRow): RoundRow | undefined =>
  round === null ? undefined : rounds.find(({ id, summary }) => id === round && summary !== null)

const ENDS_IN_A_NUMBER = /[/_][1-9][0-9]{0,5}\s*$/

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
