/** What webhook and polling share: updates in, one commit, presses answered. */
import type { Intake, Received } from '../channel.ts'
import { type Parsed, parse } from './parse.ts'
import type { TelegramPorts } from './ports.ts'
import type { PressAnswers } from './press-answers.ts'

export type Accept = (intake: Intake, updates: readonly { update_id: number }[]) => Promise<void>

/**
 * Resolves once everything the updates cause is committed. Rejects when nothing was kept: the updates must come again,
 * and no press of theirs is answered before they do.
 */
export function acceptor(account: string, ports: TelegramPorts, presses: PressAnswers): Accept {
  const now = ports.now ?? Date.now
  return async (intake, updates) => {
    const parsed = updates.map((update) => parse(update, account, now()))
    for (const { ignored } of parsed) if (ignored !== null) ports.ignored?.(ignored)
    const taken = parsed.filter((each): each is Parsed & { received: Received } => each.received !== null)
    const receipts = taken.length === 0 ? [] : await intake.receive(taken.map(({ received }) => received))
    for (const { group } of parsed) if (group !== undefined) await ports.groupChanged?.(group)
    taken.forEach(({ query }, index) => {
      if (query !== null) presses.answer(query, receipts[index]?.notice)
    })
    for (const { received, query } of parsed) if (received === null && query !== null) presses.answer(query)
  }
}
