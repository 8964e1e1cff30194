/**
 * Turns a second with delivery running and its pace lifted: the clock of a wave starts with its first update and stops
 * when the fake Bot API has taken every message of that wave. What is measured is what the server can keep up for hours,
 * not how fast it lets a queue grow.
 */
import { join } from 'node:path'
import type { Taken } from './load/platform.ts'
import { kindOf, type Script } from './load/script.ts'
import { type Stage, setStage } from './load/stage.ts'
import { telegram } from './load/telegram.ts'
import type { Measure } from './measure.ts'
import { atLeast, row } from './row.ts'

export const delivery: Measure = {
  name: 'delivery',
  summary: 'turns a second with every message delivered on the way, against bare Hono',
  async rows({ quick, folder, tell }) {
    const people = quick ? 4_000 : 20_000
    const stage = await setStage({
      platform: telegram,
      folder: join(folder, 'delivery'),
      people,
      sending: 'on',
    })
    try {
      const sum = { turns: 0, ours: 0, taken: 0, echo: 0 }
      let messages = 0
      for (let wave = 0; wave < stage.script.waves; wave += 1) {
        messages += messagesOf(stage.script, wave, people)
        const { turns, ours, taken, echo } = await playWave(stage, wave, messages)
        if (wave === 0) stage.learnTags()
        sum.turns += turns
        sum.ours += ours
        sum.taken += taken
        sum.echo += echo
        const rate = Math.round(turns / taken)
        tell(
          `delivery: wave ${wave + 1} of ${stage.script.waves}: ${rate} turns/s, ${(echo / taken).toFixed(2)} of the echo`,
        )
      }
      // The last messages were taken, and are noted as sent a moment later.
      await stage.ledger().drained()
      const answers = stage.ledger().check(stage.script, people)
      tell(`delivery: all ${answers.toLocaleString('en')} answers are there, once each`)
      return [
        row({
          name: 'durable turns, all delivered',
          value: sum.turns / sum.taken,
          unit: 'turns/s',
          peer: { name: 'bare Hono, echo', value: sum.turns / sum.echo },
          target: atLeast(0.12),
          note: `${messages.toLocaleString('en')} messages; turns alone were taken at ${Math.round(sum.turns / sum.ours).toLocaleString('en')} a second meanwhile; aim 0.20`,
        }),
      ]
    } finally {
      await stage.close()
    }
  },
}

async function playWave(stage: Stage, wave: number, messages: number) {
  // Words answer only a question that is known to have gone out.
  if (stage.script.typedWaves.has(wave)) await stage.ledger().drained()
  const delivered = stage.standIn.ask<Taken>(messages)
  const ours = await stage.playOurs(wave)
  const { at, refused, messages: taken } = await delivered
  if (taken > messages || refused > 0)
    throw new Error(`${taken} of ${messages} messages came, ${refused} were refused`)
  const echo = await stage.playEcho(wave)
  return { turns: ours.turns, ours: ours.seconds, taken: (at - ours.startedAt) / 1000, echo: echo.seconds }
}

function messagesOf({ kinds }: Script, wave: number, people: number): number {
  let count = 0
  for (let n = 0; n < people; n += 1)
    count += kindOf(kinds, n).turns.find((turn) => turn.wave === wave)?.calls ?? 0
  return count
}
