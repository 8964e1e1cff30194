/**
 * Answers presses, so that the button stops spinning. After the commit and beside the way: a lost answer costs a person a
 * moment of a spinner, never an answer given.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, GrammyError } from 'grammy'
import { wellFormed } from '../text.ts'
import type { TelegramPorts } from './ports.ts'
import { describe, sendError } from './send-error.ts'

/** Characters, by Telegram's Bot API. */
const NOTICE = 200
/** More than this waiting means that Telegram cannot be reached; the oldest presses are too old by then anyway. */
const WAITING = 5_000
/** Milliseconds. */
const PATIENCE = 3_000

export interface PressAnswers {
  /** Never throws, never waits. */
  answer(query: string, notice?: string): void
  /** Resolves when none is under way, or after a few seconds: a spinner is not worth a slow stop. */
  drained(): Promise<void>
}

export function pressAnswers(api: Api, { log, held }: Pick<TelegramPorts, 'log' | 'held'>): PressAnswers {
  const under = new Set<Promise<void>>()

  async function send(query: string, notice: string | undefined): Promise<void> {
    try {
      await api.answerCallbackQuery(query, notice ? { text: short(wellFormed(notice)) } : {})
    } catch (error) {
      if (error instanceof GrammyError && error.description.includes('query is too old')) return
      const reason =
        error instanceof GrammyError ? describe(error) : sendError(error, 'answerCallbackQuery').message
      log('warn', 'a press was not answered', { reason })
    }
  }

  return {
    answer(query, notice) {
      // Telegram ends the spinner by itself, and refuses an answer that comes late.
      if (held?.() === true) return
      if (under.size >= WAITING)
        return log('warn', 'a press was not answered', { reason: 'too many are waiting' })
      const sending = send(query, notice).finally(() => under.delete(sending))
      under.add(sending)
    },
    async drained() {
      const patience = new AbortController()
      const enough = sleep(PATIENCE, undefined, { signal: patience.signal }).catch(() => undefined)
      await Promise.race([Promise.all(under), enough])
      patience.abort()
    },
  }
}

function short(notice: string): string {
  if (notice.length <= NOTICE) return notice
  return `${notice.slice(0, NOTICE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
