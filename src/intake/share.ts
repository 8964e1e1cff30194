/**
 * A summary goes to somebody who asked for results. Nobody did anything, so nothing about the person changes but that
 * they have got it, and which session their next words belong to.
 *
 *   has it already, said stop, cannot be reached ──► nothing
 *   in the middle of another conversation ─────────► nothing now: what others said must not colour their answers, and
 *                                                    their next words must not land at the wrong question. Asked again later
 *   came by a link and has chosen no language yet ─► nothing now: it is told when they choose. Asked again later
 *   the summary has a follow-up ───────────────────► a session of its round: the summary, then the first question
 *   it has none ───────────────────────────────────► the summary
 */
import type { Receipt } from '../channels/channel.ts'
import type { Body } from '../engine/event.ts'
import type { Session } from '../engine/session.ts'
import { applyOutputs, type TurnContext } from './effects.ts'
import { beginSession, hasBegun, type TurnSources } from './sessions.ts'

const TAKEN: Receipt = { status: 'committed' }

/** The receipt has messages when the person gets it by this. */
export function share(
  sources: TurnSources,
  turn: TurnContext,
  { summary, round: about }: Extract<Body, { kind: 'share' }>,
): Receipt {
  const { person, changes, now } = turn
  const { contact } = person
  const told = sources.summaries.get(summary)
  if (told === undefined || contact.state !== 'active') return TAKEN
  if (sources.given.has(`${summary} ${contact.id}`)) return TAKEN
  const round = sources.rounds.find(({ id, state }) => id === about && state === 'open')
  const known = person.sessions.find((row) => row.round !== null && row.round === about)
  if (known === undefined ? isBusy(sources, turn) : !hasBegun(JSON.parse(known.state) as Session))
    return TAKEN
  changes.shares.push({ summary, contact: contact.id, at: now })
  // They came by a link before, and were told it when they had a language.
  if (known !== undefined) return TAKEN
  const sharing: TurnContext = { ...turn, share: true, event: { ...turn.event, body: { kind: 'start' } } }
  const runnable = round === undefined ? undefined : sources.catalogue.current(round)
  const { messages } =
    round === undefined || runnable === undefined
      ? applyOutputs(sharing, [{ kind: 'send', message: told.message(contact.language ?? '', true) }])
      : beginSession(sources, sharing, { flow: round, runnable, round })
  return { ...TAKEN, messages }
}

/** Something waits for their answer. A question about an earlier summary gives way to the newer one. */
function isBusy({ rounds }: TurnSources, { person }: TurnContext): boolean {
  const current = person.sessions.find(({ id }) => id === person.contact.session)
  if (current?.open !== true) return false
  const round = rounds.find(({ id }) => id === current.round)
  return round?.summary == null
}
