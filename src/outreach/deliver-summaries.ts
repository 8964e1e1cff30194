/**
 * Takes shared summaries to the people who asked for results, a page at a time, as events of its own that go through
 * intake like anything else that happens to a person. Cut off at any point it goes on from there.
 *
 *   wanted ──► page after page ──► the end ──► nobody is left ─────────────────────────────► over
 *                                    │                                                        ▲
 *                                    └─ some were in the middle of another conversation ──► again a while later, until
 *                                                                                             nobody is asked any more
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { ChannelName, Intake, Received } from '../channels/channel.ts'
import type { Vault } from '../privacy/vault.ts'
import type { Database } from '../store/database.ts'
import { readRoundsIn } from '../store/rounds.ts'
import {
  moveSharing,
  type Recipient,
  readSharings,
  type Sharing,
  type WantedSharing,
} from '../store/sharing.ts'
import { placesOf, readAudience } from './audience.ts'
import { findSummary } from './read-summary.ts'
import type { Summary } from './summary.ts'

interface Ports {
  readonly database: Database
  readonly vault: Pick<Vault, 'lookup' | 'open'>
  readonly intake: Pick<Intake, 'receive'>
}

/** One commit's worth: a person who writes meanwhile waits for no more. */
const PEOPLE_A_PAGE = 50
/** So that a stop of the server need not wait for a hundred thousand. */
const PAGES_A_RUN = 20
/** Milliseconds until those who were in another conversation are looked for again. */
const AGAIN = 10 * 60_000

/** Returns how many people were sent one. */
export async function deliverSummaries(ports: Ports, now: number): Promise<number> {
  let sent = 0
  for (const wanted of await readSharings(ports.database)) {
    if (wanted.sharing.due <= now) sent += await takeOn(ports, wanted, now)
  }
  return sent
}

async function takeOn(ports: Ports, first: WantedSharing, now: number): Promise<number> {
  const { database } = ports
  const summary = await findSummary(database, first.summary)
  if ('kind' in summary || summary.row.state !== 'shared') {
    await moveSharing(database, first, null)
    return 0
  }
  const places = await placesOf(database, summary)
  const open = await readRoundsIn(database, ['open'])
  const about = open.find((round) => round.summary === summary.row.id)?.id
  let sent = 0
  let wanted = first
  for (let page = 0; page < PAGES_A_RUN; page += 1) {
    const { sharing } = wanted
    const { recipients, last } = await readAudience(database, summary, places, sharing.after, PEOPLE_A_PAGE)
    const given = await give(ports, summary, recipients, about, sharing, now)
    sent += given
    const left = sharing.left + recipients.length - given
    const next = last === null ? nextPass(sharing, left, now) : { ...sharing, after: last, left }
    await moveSharing(database, wanted, next)
    if (last === null || next === null) return sent
    wanted = { ...wanted, sharing: next }
    await yieldToOthers()
  }
  return sent
}

/** Null when nobody is left, or it is too late. */
function nextPass({ pass, until }: Sharing, left: number, now: number): Sharing | null {
  const due = now + AGAIN
  return left === 0 || due > until ? null : { pass: pass + 1, after: '', left: 0, due, until }
}

async function give(
  { vault, intake }: Ports,
  { row }: Summary,
  recipients: readonly Recipient[],
  round: string | undefined,
  { pass }: Sharing,
  now: number,
): Promise<number> {
  if (recipients.length === 0) return 0
  const receipts = await intake.receive(
    recipients.map(
      ({ contact, channel, account, sealed }): Received => ({
        channel: channel as ChannelName,
        account,
        // Once on each way, however many servers are on it.
        external: vault.lookup('share', row.id, contact, String(pass)),
        address: vault.open(sealed),
        // What people wrote comes first.
        sequence: Number.MAX_SAFE_INTEGER,
        at: now,
        body: { kind: 'share', summary: row.id, ...(round === undefined ? {} : { round }) },
      }),
    ),
  )
  return receipts.filter(({ messages = [] }) => messages.length > 0).length
}
