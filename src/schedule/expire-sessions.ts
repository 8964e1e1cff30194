/** Sessions that stood unanswered too long end through intake, like anything else that happens to them. */
import { and, eq, lte } from 'drizzle-orm'
import type { ChannelName, Intake, Received } from '../channels/channel.ts'
import type { Vault } from '../privacy/vault.ts'
import type { Database } from '../store/database.ts'

const AT_ONCE = 200

/** Returns how many ended. The event's id is the session's own, so that it ends once whoever looks. */
export async function expireSessions(
  database: Database,
  vault: Vault,
  intake: Pick<Intake, 'receive'>,
  now: number,
): Promise<number> {
  const { sessions, addresses } = database.tables
  let expired = 0
  for (;;) {
    const due = await database.read
      .select({
        id: sessions.id,
        at: sessions.expires_at,
        channel: addresses.channel,
        account: addresses.account,
        sealed: addresses.sealed,
      })
      .from(sessions)
      .innerJoin(addresses, eq(addresses.contact, sessions.contact))
      .where(and(eq(sessions.open, true), lte(sessions.expires_at, now)))
      .limit(AT_ONCE)
    if (due.length === 0) return expired
    const receipts = await intake.receive(
      due.map(
        ({ id, at, channel, account, sealed }): Received => ({
          channel: channel as ChannelName,
          account,
          external: `expire ${id} ${at}`,
          address: vault.open(sealed),
          sequence: now,
          at: now,
          body: { kind: 'expire', session: id },
        }),
      ),
    )
    const ended = receipts.filter(({ status }) => status === 'committed').length
    expired += ended
    // None ended: an engine that keeps them open must not keep us here.
    if (ended === 0) return expired
  }
}
