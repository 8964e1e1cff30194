/** Writes what a turn's outputs cause into the batch's changes. Nothing here reads or decides. */
import type { Received } from '../channels/channel.ts'
import type { Message } from '../engine/message.ts'
import type { Output } from '../engine/output.ts'
import type { Session } from '../engine/session.ts'
import type { Program } from '../flow/program.ts'
import { randomId } from '../ids.ts'
import type { ContactRow, OutboxRow, SessionRow } from '../store/load-turns.ts'
import type { Changes } from '../store/write-changes.ts'

/** Replies are sent before anything that goes to many. */
const REPLY = 0
const BULK = 1
const HOUR = 3_600_000

/** One contact while a batch is worked on. Rows are replaced, never changed in place. */
export interface Person {
  contact: ContactRow
  sessions: SessionRow[]
  /** Erased by a turn of this batch: later events of the batch find nobody. */
  erased: boolean
}

export interface TurnContext {
  readonly changes: Changes
  readonly person: Person
  readonly event: Received
  readonly now: number
  /** A summary goes to many by this turn, and nobody waits for it. */
  readonly share?: true
  orderedId(): string
  /** The sender's address, sealed: for the goodbye to somebody who is being erased. */
  seal(): string
  sealText(text: string): string
  /** What others answered to the question in a slot, told to this session; undefined: nothing can be told. */
  shared(program: Program, slot: number, session: Session): Message | undefined
}

export interface TurnResult {
  notice?: string
  messages: Message[]
  forgotten?: boolean
}

type Kind = Output['kind']
type Handlers = {
  [K in Kind]: (output: Extract<Output, { kind: K }>, turn: SessionTurn) => void
}

/** What a handler works with; `row` and `program` are absent when the contact has no session. */
interface SessionTurn extends TurnContext {
  readonly result: TurnResult
  row: SessionRow | undefined
  readonly session: Session | undefined
  readonly program: Program | undefined
  /** The contact goes: after this turn's messages nothing names the person. */
  farewell: boolean
  /** This session goes; the contact stays for the sake of other sessions. */
  leaves: boolean
  readonly rows: OutboxRow[]
}

const handlers: Handlers = {
  send: ({ message }, turn) => {
    turn.result.messages.push(message)
    const number = queue(turn, JSON.stringify({ kind: 'send', message }))
    if (turn.row !== undefined && message.ask !== undefined) turn.row = { ...turn.row, asked: number }
  },
  redraw: ({ message, position }, turn) => {
    turn.result.messages.push(message)
    queue(turn, JSON.stringify({ kind: 'redraw', message, position }))
  },
  share: ({ slot }, turn) => {
    const { program, session } = turn
    if (program === undefined || session === undefined) return
    const message = turn.shared(program, slot, session)
    if (message === undefined) return
    turn.result.messages.push(message)
    queue(turn, JSON.stringify({ kind: 'send', message }))
  },
  notice: ({ text }, turn) => {
    turn.result.notice = text
  },
  answer: ({ question, value }, turn) => {
    const respondent = respondentOf(turn)
    if (respondent === undefined || turn.program === undefined) return
    turn.changes.answers.set(`${respondent} ${question}`, {
      respondent,
      question,
      value: JSON.stringify(value),
      program: turn.program.hash,
      at: turn.now,
    })
  },
  withdraw: ({ question }, turn) => {
    const respondent = turn.row?.respondent
    if (respondent != null) turn.changes.answers.set(`${respondent} ${question}`, [respondent, question])
  },
  consent: ({ step, purpose, agreed }, turn) => {
    const { program, session } = turn
    if (program === undefined || session === undefined) return
    if (purpose === 'followed' && !agreed) turn.changes.unfollowed.add(turn.person.contact.id)
    turn.changes.consents.push({
      contact: turn.person.contact.id,
      id: turn.orderedId(),
      programme: program.programme,
      purpose,
      agreed,
      notice: step,
      wording: program.questions.find(({ id }) => id === step)?.wording ?? '',
      language: session.language,
      place: placeOf(program, session),
      at: turn.now,
    })
  },
  end: ({ outcome, forgotten }, turn) => {
    const { row } = turn
    if (row === undefined) return
    turn.row = { ...row, open: false }
    if (forgotten) {
      if (turn.person.sessions.some(({ id }) => id !== row.id)) turn.leaves = true
      else turn.farewell = true
      if (row.round === null) return
      const key = `${row.round} ${outcome}`
      const count = (turn.changes.outcomes.get(key)?.count ?? 0) + 1
      turn.changes.outcomes.set(key, { round: row.round, outcome, count })
    } else if (outcome === 'completed') {
      finish(turn, true)
    }
  },
  language: ({ language }, { person }) => {
    person.contact = { ...person.contact, language }
  },
  stop: (_, { person, changes }) => {
    changes.silenced.set(person.contact.id, person.contact.next_number)
    person.contact = { ...person.contact, state: 'stopped' }
  },
  resume: (_, { person }) => {
    person.contact = { ...person.contact, state: 'active' }
  },
  forget: (_, turn) => {
    turn.changes.forgotten.add(turn.person.contact.id)
    turn.farewell = true
  },
  restart: (_, turn) => finish(turn, false),
  problem: ({ code, detail }, { changes, now, orderedId }) => {
    changes.problems.push({ id: orderedId(), at: now, code, detail, sealed: null })
  },
}

/** Carries out the outputs of one turn. `row` is the session's row before it; the new one goes into the changes. */
export function applyOutputs(
  context: TurnContext,
  outputs: readonly Output[],
  within?: { readonly row: SessionRow; readonly session: Session; readonly program: Program },
): TurnResult {
  const turn: SessionTurn = {
    ...context,
    result: { messages: [] },
    row: within?.row,
    session: within?.session,
    program: within?.program,
    farewell: false,
    leaves: false,
    rows: [],
  }
  const from = context.person.contact.next_number
  for (const output of outputs)
    (handlers[output.kind] as (output: Output, turn: SessionTurn) => void)(output, turn)
  if (turn.farewell) sayGoodbye(turn)
  else if (turn.leaves) leaveWithWords(turn)
  else keep(turn, from)
  return turn.result
}

function keep(turn: SessionTurn, from: number): void {
  const { changes, person, row, session, program, now } = turn
  changes.outbox.push(...turn.rows)
  changes.contacts.set(person.contact.id, person.contact)
  if (row === undefined || session === undefined || program === undefined) return
  const next: SessionRow = {
    ...row,
    state: JSON.stringify(session),
    open: session.outcome === null,
    shown_from: turn.rows.length > 0 ? from : row.shown_from,
    expires_at: session.outcome === null ? Math.ceil((now + program.expires) / HOUR) * HOUR : null,
  }
  changes.sessions.set(next.id, next)
  const index = person.sessions.findIndex(({ id }) => id === next.id)
  if (index < 0) changes.begun.add(next.id)
  else if (person.sessions[index]?.expires_at !== next.expires_at) changes.prolonged.add(next.id)
  if (index < 0) person.sessions.push(next)
  else person.sessions[index] = next
}

/** Declined here, with answers of other rounds that they did agree to: only this session goes. */
function leaveWithWords(turn: SessionTurn): void {
  const { changes, row, rows } = turn
  if (row === undefined) return
  leave(turn, row)
  changes.outbox.push(...rows.map((one) => ({ ...one, session: null })))
}

/** Takes a session out with all that it brought; the contact stays. */
export function leave({ changes, person }: TurnContext, row: SessionRow): void {
  const { session } = person.contact
  person.contact = { ...person.contact, session: session === row.id ? null : session }
  person.sessions = person.sessions.filter(({ id }) => id !== row.id)
  changes.contacts.set(person.contact.id, person.contact)
  changes.sessions.delete(row.id)
  if (row.respondent !== null) dropRespondent(changes, row.respondent)
  for (let index = changes.outbox.length - 1; index >= 0; index -= 1) {
    if (changes.outbox[index]?.session === row.id) changes.outbox.splice(index, 1)
  }
  changes.left.set(row.id, { contact: row.contact, respondent: row.respondent })
}

/** After the goodbye nothing names the person: its rows hang on a random id and carry the sealed address. */
function sayGoodbye(turn: SessionTurn): void {
  const { changes, person } = turn
  const { id } = person.contact
  const stranger = randomId()
  const sealed = turn.seal()
  for (const row of turn.rows) changes.outbox.push({ ...row, contact: stranger, session: null, sealed })
  const respondents = [...person.sessions, ...(turn.row === undefined ? [] : [turn.row])]
    .map(({ respondent }) => respondent)
    .filter((respondent) => respondent !== null)
  forgetChanges(changes, id, respondents)
  changes.erased.set(id, [...new Set(respondents)])
  person.erased = true
  turn.result.forgotten = true
}

/** What earlier turns of this batch were about to write about them. */
function forgetChanges(changes: Changes, contact: string, respondents: readonly string[]): void {
  changes.contacts.delete(contact)
  for (const [id, row] of changes.sessions) if (row.contact === contact) changes.sessions.delete(id)
  for (const respondent of respondents) dropRespondent(changes, respondent)
  drop(changes.consents, contact)
  drop(changes.outbox, contact)
  drop(changes.media, contact)
  drop(changes.shares, contact)
  changes.released.delete(contact)
}

function dropRespondent(changes: Changes, respondent: string): void {
  changes.respondents.delete(respondent)
  for (const key of changes.answers.keys()) if (key.startsWith(`${respondent} `)) changes.answers.delete(key)
}

function drop(rows: { readonly contact: string }[], contact: string): void {
  for (let index = rows.length - 1; index >= 0; index -= 1)
    if (rows[index]?.contact === contact) rows.splice(index, 1)
}

function queue(turn: SessionTurn, body: string): number {
  const { person, event, now } = turn
  const number = person.contact.next_number
  person.contact = { ...person.contact, next_number: number + 1 }
  turn.rows.push({
    contact: person.contact.id,
    number,
    channel: event.channel,
    account: event.account,
    state: 'queued',
    // What a session says when its time is over answers nobody.
    priority: turn.share === true || event.body.kind === 'expire' ? BULK : REPLY,
    due_at: now,
    attempts: 0,
    body,
    session: turn.row?.id ?? null,
    sealed: null,
    position: null,
    sent_at: null,
    reason: null,
    part: null,
  })
  return number
}

/** The respondent of this session, made with the first answer. Undefined where nothing is counted. */
function respondentOf(turn: SessionTurn): string | undefined {
  const { row } = turn
  if (row === undefined || row.round === null) return undefined
  if (row.respondent !== null) return row.respondent
  turn.row = { ...row, respondent: randomId() }
  finish(turn, false)
  return turn.row.respondent ?? undefined
}

function finish({ row, event, session, changes }: SessionTurn, finished: boolean): void {
  if (row?.respondent == null || row.round === null || session === undefined) return
  changes.respondents.set(row.respondent, {
    id: row.respondent,
    round: row.round,
    channel: event.channel,
    language: session.language,
    finished,
  })
}

function placeOf(program: Program, session: Session): string | null {
  const slot = program.questions.findIndex(({ as }) => as === 'place')
  const answer = session.answers[slot]
  return typeof answer === 'string' ? answer : null
}
