/** Reads the server's SQLite file beside it: sessions' tags, what still waits, and whether every answer is there. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import BetterSqlite from 'better-sqlite3'
import { readMasterKey } from '../../src/privacy/key-file.ts'
import { createVault } from '../../src/privacy/vault.ts'
import type { Platform } from './platform.ts'
import { kindOf, type Script } from './script.ts'

export interface Ledger {
  /** By person. Throws when somebody has no session. */
  tags(people: number): string[]
  /** Resolves when no message waits to be sent. */
  drained(): Promise<void>
  /** Throws, naming the first fault, unless each person's answers are exactly those given. Returns how many there are. */
  check(script: Script, people: number): number
  close(): void
}

/** Milliseconds between two looks at the outbox. */
const LOOK = 50

export function openLedger({ name, account, addressOf }: Platform, dataDir: string): Ledger {
  const file = new BetterSqlite(join(dataDir, 'hearback.sqlite'), { readonly: true })
  const vault = createVault(readMasterKey({ dataDir, given: undefined, expected: true }))
  const sessionsOf = file.prepare<[string], { id: string; respondent: string | null }>(
    'select s.id, s.respondent from addresses a join sessions s on s.contact = a.contact where a.lookup = ?',
  )
  const waiting = file.prepare<[], { count: number }>(
    "select count(*) as count from outbox where state in ('queued', 'sending')",
  )
  const answersOf = file.prepare<[string], { question: string; value: string }>(
    'select question, value from answers where respondent = ?',
  )
  const session = (n: number) => {
    const found = sessionsOf.all(vault.lookup(name, account, addressOf(n)))
    const [only] = found
    if (only === undefined || found.length > 1) throw new Error(`person ${n} has ${found.length} sessions`)
    return only
  }
  return {
    tags: (people) => Array.from({ length: people }, (_, n) => session(n).id.slice(-8)),
    drained: async () => {
      while ((waiting.get()?.count ?? 0) > 0) await sleep(LOOK)
    },
    check(script, people) {
      let count = 0
      for (let n = 0; n < people; n += 1) {
        const { answers } = kindOf(script.kinds, n)
        const kept = answersOf.all(session(n).respondent ?? '')
        const expected = Object.entries(answers)
        if (kept.length !== expected.length)
          throw new Error(`person ${n} gave ${expected.length} answers and ${kept.length} are kept`)
        for (const { question, value } of kept)
          if (value !== JSON.stringify(answers[question]))
            throw new Error(`person ${n}, ${question}: ${value} is kept`)
        count += kept.length
      }
      const all = file.prepare<[], { count: number }>('select count(*) as count from answers').get()?.count
      if (all !== count) throw new Error(`${count} answers were given and ${all} are kept`)
      const lost = file
        .prepare<[], { count: number }>("select count(*) as count from outbox where state <> 'sent'")
        .get()?.count
      if (lost !== 0) throw new Error(`${lost} messages were not sent`)
      return count
    },
    close: () => file.close(),
  }
}
