/** How long a first start takes: spawn to /readyz saying 200, with key, tables and programs made on the way. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from './load/server.ts'
import { telegram } from './load/telegram.ts'
import type { Measure } from './measure.ts'
import { median, row, valueAtMost } from './row.ts'

/** Seconds. */
export const READY_WITHIN = 1
/** Where no platform answers. */
export const NOBODY = 'http://127.0.0.1:9'

export const start: Measure = {
  name: 'start',
  summary: 'start to ready, in an empty data folder',
  async rows({ quick, folder }) {
    const times: number[] = []
    const count = quick ? 3 : 7
    for (let n = 0; n < count; n += 1) {
      const dataDir = join(folder, `start-${n}`)
      mkdirSync(dataDir)
      const server = await startServer({ dataDir, settings: telegram.settings(NOBODY), sending: 'held' })
      times.push(server.readyAfter / 1000)
      await server.stop()
    }
    return [
      row({
        name: 'start to ready, empty data folder',
        value: median(times),
        unit: 's',
        target: valueAtMost(READY_WITHIN),
        note: `median of ${count} starts, ${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} s`,
      }),
    ]
  },
}
