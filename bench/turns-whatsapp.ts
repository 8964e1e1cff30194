/**
 * Durable turns a second over WhatsApp's webhook: the same people take the same pulse in Meta's shapes, every body signed
 * over its bytes and checked, against bare Hono that echoes the same bodies and checks nothing.
 */
import { join } from 'node:path'
import { heldRow, playHeld } from './load/play-held.ts'
import { setStage } from './load/stage.ts'
import { whatsappCloud } from './load/whatsapp-cloud.ts'
import type { Measure } from './measure.ts'
import { row, valueAtMost } from './row.ts'

const MEGABYTE = 1_000_000

export const turnsWhatsapp: Measure = {
  name: 'turns-whatsapp',
  summary: 'the same over WhatsApp’s webhook, every signature checked',
  async rows({ quick, folder, tell }) {
    const people = quick ? 1_000 : 20_000
    const stage = await setStage({
      platform: whatsappCloud,
      folder: join(folder, 'turns-whatsapp'),
      people,
      sending: 'held',
    })
    try {
      const rates = await playHeld(stage, 'turns-whatsapp', tell)
      const answers = stage.ledger().check(stage.script, people)
      tell(`turns-whatsapp: all ${answers.toLocaleString('en')} answers are there, once each`)
      const memory = stage.server.peakMemory() / MEGABYTE
      stage.ledger().close()
      await stage.server.stop()
      return [
        heldRow('durable turns over WhatsApp, sending held', rates, people, { least: 0.25 }),
        row({
          name: 'memory at its peak under WhatsApp’s load',
          value: memory,
          unit: 'MB',
          target: valueAtMost(200),
          note: 'resident, the highest since the start (VmHWM), delivery of everything included',
        }),
      ]
    } finally {
      await stage.close()
    }
  },
}
