/**
 * Durable turns a second: 20,000 people take the whole sample pulse over Telegram's webhook, wave by wave, and each wave's
 * bodies then go to bare Hono too. Nothing is sent while the clock runs; the words people type must find their question
 * gone out, so before those waves, and at the end, the clock stands still and everything is delivered.
 *
 * The same run gives the memory at its peak, the bytes an answer takes on disk, and the start with a full database.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from './load/server.ts'
import { type Stage, setStage } from './load/stage.ts'
import type { Measure, Run } from './measure.ts'
import { atLeast, median, type Row, row, valueAtMost } from './row.ts'
import { READY_WITHIN } from './start.ts'

const MEGABYTE = 1_000_000

export const turns: Measure = {
  name: 'turns',
  summary:
    'durable turns a second over HTTP, sending held, against bare Hono; memory, disk and start after it',
  async rows({ quick, folder, tell }) {
    const people = quick ? 1_000 : 20_000
    const stage = await setStage({ folder: join(folder, 'turns'), people, sending: 'held' })
    try {
      const rates = await playAll(stage, tell)
      await deliver(stage)
      const answers = stage.ledger().check(stage.script, people)
      tell(`turns: all ${answers.toLocaleString('en')} answers are there, once each`)
      const memory = stage.server.peakMemory() / MEGABYTE
      stage.ledger().close()
      await stage.server.stop()
      const bytes = statSync(join(stage.dataDir, 'hearback.sqlite')).size
      const again = await startServer({
        dataDir: stage.dataDir,
        botApi: 'http://127.0.0.1:9',
        sending: 'held',
      })
      await again.stop()
      return rowsOf({ rates, people, memory, answers, bytes, readyAfter: again.readyAfter })
    } finally {
      await stage.close()
    }
  },
}

interface Rates {
  readonly turns: number
  readonly ours: number
  readonly echo: number
  /** Ours by the echo's, wave by wave. */
  readonly ratios: readonly number[]
}

async function playAll(stage: Stage, tell: Run['tell']): Promise<Rates> {
  const { script } = stage
  const sum = { turns: 0, ours: 0, echo: 0 }
  const ratios: number[] = []
  for (let wave = 0; wave < script.waves; wave += 1) {
    if (script.typedWaves.has(wave)) await deliver(stage)
    const { ours, echo } = await stage.play(wave)
    if (wave === 0) stage.learnTags()
    sum.turns += ours.turns
    sum.ours += ours.seconds
    sum.echo += echo.seconds
    ratios.push(echo.seconds / ours.seconds)
    const rate = Math.round(ours.turns / ours.seconds)
    tell(
      `turns: wave ${wave + 1} of ${script.waves}: ${ours.turns} turns, ${rate}/s, ${ratios.at(-1)?.toFixed(2)} of the echo`,
    )
  }
  return { turns: sum.turns, ours: sum.turns / sum.ours, echo: sum.turns / sum.echo, ratios }
}

/** Lets sending go until nothing waits, then holds it again. */
async function deliver(stage: Stage): Promise<void> {
  await stage.server.toggleSending()
  await stage.ledger().drained()
  await stage.server.toggleSending()
}

interface Measured {
  readonly rates: Rates
  readonly people: number
  readonly memory: number
  readonly answers: number
  readonly bytes: number
  readonly readyAfter: number
}

function rowsOf({ rates, people, memory, answers, bytes, readyAfter }: Measured): Row[] {
  const { turns: count, ours, echo, ratios } = rates
  return [
    row({
      name: 'durable turns, sending held',
      value: ours,
      unit: 'turns/s',
      peer: { name: 'bare Hono, echo', value: echo },
      target: atLeast(0.3),
      note: `${count.toLocaleString('en')} turns of ${people.toLocaleString('en')} people; wave by wave the ratio was ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}, median ${median(ratios).toFixed(2)}; aim 0.50`,
    }),
    row({
      name: 'memory at its peak under that load',
      value: memory,
      unit: 'MB',
      target: valueAtMost(200),
      note: 'resident, the highest since the start (VmHWM), delivery of everything included',
    }),
    row({
      name: 'start to ready, full database',
      value: readyAfter / 1000,
      unit: 's',
      target: valueAtMost(READY_WITHIN),
    }),
    row({
      name: 'disk for each answer',
      value: bytes / answers,
      unit: 'bytes',
      note: `everything that was stored, messages and seen updates included, by ${answers.toLocaleString('en')} answers`,
    }),
  ]
}
