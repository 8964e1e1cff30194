/**
 * One engine in a process of its own, so that none warms up, slows down or collects garbage for another. The parent asks
 * for a round by message; the engine talks with people until the time is up and answers with what it did.
 */
import type { Replies } from './questions.ts'
import { repliesOf } from './questions.ts'

export interface Round {
  readonly replies: number
  readonly seconds: number
}

/** Takes one person through the whole conversation, state to JSON and back at every turn; resolves with the answers kept. */
export type Converse = (person: number) => Promise<Readonly<Record<string, unknown>>>

const ANSWERS = 5

/** Whether this peer is to be used beyond what its documentation shows, in the way that suits a contest best. */
export const tuned = process.env.PEER_USE === 'tuned'

/**
 * `atOnce`: people talked with at the same time, for an engine that waits on timers between two replies.
 * Throws when an engine kept other answers than were given: a contest is only between engines that work.
 */
export function compete(converse: Converse, atOnce = 1): void {
  let person = 0
  process.on('message', async (seconds: number) => {
    const started = performance.now()
    const until = started + seconds * 1000
    let replies = 0
    const talk = async () => {
      while (performance.now() < until) {
        const own = person
        person += 1
        check(await converse(own), repliesOf(own))
        replies += ANSWERS
      }
    }
    await Promise.all(Array.from({ length: atOnce }, talk))
    process.send?.({ replies, seconds: (performance.now() - started) / 1000 } satisfies Round)
  })
  process.on('disconnect', () => process.exit(0))
}

function check(kept: Readonly<Record<string, unknown>>, given: Replies): void {
  for (const [question, reply] of Object.entries(given)) {
    if (kept[question] !== reply)
      throw new Error(`${question}: "${reply}" was given, "${kept[question]}" was kept`)
  }
}
