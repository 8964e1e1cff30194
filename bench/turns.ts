/**
 * Durable turns a second: 20,000 people take the whole sample pulse over Telegram's webhook, wave by wave, and each wave's
 * bodies then go to bare Hono too.
 *
 * The same run gives the memory at its peak, the bytes an answer takes on disk, and the start with a full database.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { heldRow, playHeld } from './load/play-held.ts'
import { startServer } from './load/server.ts'
import { setStage } from './load/stage.ts'
import { telegram } from './load/telegram.ts'
import type { Measure } from './measure.ts'
import { row, valueAtMost } from './row.ts'
import { NOBODY, READY_WITHIN } from './start.ts'

const MEGABYTE = 1_000_000

export const turns: Measure = {
  name: 'turns',
  summary:
    'durable turns a second over HTTP, sending held, against bare Hono; memory, disk and start after it',
  async rows({ quick, folder, tell }) {
    const people = quick ? 1_000 : 20_000
    const stage = await setStage({
      platform: telegram,
      folder: join(folder, 'turns'),
      people,
      sending: 'held',
    })
    try {
      const rates = await playHeld(stage, 'turns', tell)
      const answers = stage.ledger().check(stage.script, people)
      tell(`turns: all ${answers.toLocaleString('en')} answers are there, once each`)
      const memory = stage.server.peakMemory() / MEGABYTE
      stage.ledger().close()
      await stage.server.stop()
      const bytes = statSync(join(stage.dataDir, 'hearback.sqlite')).size
      const again = await startServer({
        dataDir: stage.dataDir,
        settings: telegram.settings(NOBODY),
        sending: 'held',
      })
      await again.stop()
      return [
        heldRow('durable turns, sending held', rates, people, { least: 0.3, aim: '0.50' }),
        row({
          name: 'memory at its peak under that load',
          value: memory,
          unit: 'MB',
          target: valueAtMost(200),
          note: 'resident, the highest since the start (VmHWM), delivery of everything included',
        }),
        row({
          name: 'start to ready, full database',
          value: again.readyAfter / 1000,
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
    } finally {
      await stage.close()
    }
  },
}
