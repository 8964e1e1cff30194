/** A house whose people on Telegram have answered the sample survey, asked for results, and whose round is closed. */
import { vi } from 'vitest'
import { listAt } from '../../src/language/texts.ts'
import { CLOSING_TIME } from '../../src/limits.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'
import type { Database } from '../../src/store/database.ts'
import { readRounds } from '../../src/store/rounds.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { closeRound } from '../../src/survey/rounds.ts'
import { refreshSnapshots } from '../../src/survey/snapshots.ts'
import type { Person } from '../fakes/bot-api/person.ts'
import type { BotApi } from '../fakes/bot-api/server.ts'
import { seedRespondents } from '../fixtures/seed-round.ts'

const SAFE = ['almost_always_safe', 'generally_safe', 'generally_unsafe', 'almost_always_unsafe']
const PLACES = ['basra_zubayr', 'kirkuk_dibis']
const PULSE = { programme: 'iraq', flow: 'safety-pulse' }

/** The last words of the survey, by language. */
const THANKS = Object.values(readTexts('locales', 'iraq/safety-pulse')).map(
  (tree) => listAt(tree, 'thanks.text')[0] ?? '',
)

/** Which option somebody takes; yes, to skip, or one that is there, where it says nothing. */
export type Choice = (options: readonly string[], text: string) => string | undefined

/** Walks one person through the survey by its buttons. */
export async function takesPart(
  fake: BotApi,
  person: Person,
  choose: Choice = () => undefined,
): Promise<void> {
  person.says('/start iraq_safety-pulse')
  let heard = 0
  for (let turns = 0; turns < 60; turns += 1) {
    await fake.until(() => person.inbox().length > heard)
    heard = person.inbox().length
    const buttons = person.inbox().at(-1)?.reply_markup?.inline_keyboard.flat() ?? []
    const data = buttons.flatMap((button) => ('callback_data' in button ? [button.callback_data] : []))
    if (THANKS.some((thanks) => person.inbox().at(-1)?.text?.includes(thanks))) return
    // Something is told before the next question.
    if (data.length === 0) continue
    const optionOf = (one: string) => one.slice(one.lastIndexOf(':') + 1)
    const options = data.map(optionOf)
    const usual = ['yes', '~skip'].find((option) => options.includes(option))
    const first = options.find((option) => !option.startsWith('~'))
    const pick = choose(options, person.inbox().at(-1)?.text ?? '') ?? usual ?? first ?? ''
    const pressed = data.find((one) => optionOf(one) === pick) ?? ''
    person.presses({ data: pressed })
    if (!options.includes('~done')) continue
    // In the order of the presses, however soon they come.
    person.presses({ data: data.find((one) => optionOf(one) === '~done') ?? '' })
  }
  throw new Error('the survey does not end')
}

/** Others who answered, enough for findings by place; then the round is closed, counted and cut. */
export async function closeWithCrowd(database: Database, now: number): Promise<void> {
  const [round] = await readRounds(database, PULSE.programme, PULSE.flow)
  if (round === undefined) throw new Error('no round')
  const { program } = round
  await seedRespondents(
    database,
    round,
    Array.from({ length: 120 }, (_, at) => ({
      ...{ id: '', channel: 'telegram', language: 'ar', finished: true },
      answers: [
        { question: 'district', value: PLACES[at % 2] ?? '', program },
        { question: 'safe_now', value: SAFE[(at >> 1) % 4] ?? '', program },
        { question: 'change', value: (at >> 1) % 3 ? 'worse' : 'improved', program },
      ],
    })),
  )
  await closeRound(database, PULSE.programme, PULSE.flow, now - CLOSING_TIME - 1)
  await refreshSnapshots(database, now)
  // What is on its way to somebody this moment is waited for.
  await vi.waitFor(
    async () => {
      await cutClosedRounds(database, now)
      const [cut] = await readRounds(database, PULSE.programme, PULSE.flow)
      if (cut?.state !== 'closed') throw new Error('not cut yet')
    },
    { timeout: 10_000, interval: 20 },
  )
}
