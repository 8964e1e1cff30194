/**
 * Public pages under load, on the demonstration's data, against bare Hono with a page of the same size that never
 * changes. Both are asked by turns, by the same process, over as many connections.
 */
import { join } from 'node:path'
import { type Child, startChild } from './load/child.ts'
import { demoData } from './load/demo-data.ts'
import type { PageOrder } from './load/page-reader.ts'
import { type Server, startServer } from './load/server.ts'
import type { Measure } from './measure.ts'
import { atLeast, type Row, row } from './row.ts'

const SURVEY = '/p/iraq/safety-pulse'
const PAGES = [
  { name: 'a round', path: `${SURVEY}?round=3&lang=ar` },
  { name: 'a question', path: `${SURVEY}/question/safe_now?round=3&lang=ar` },
  { name: 'a place', path: `${SURVEY}/place/basra?round=3&lang=ar` },
]
const CONNECTIONS = 20
const WAVES = 3

export const page: Measure = {
  name: 'page',
  summary: 'public pages under load, against bare Hono with a page of that size',
  async rows({ quick, folder, tell }) {
    const dataDir = demoData(join(folder, 'page'))
    const times = quick ? 200 : 2000
    const children: Child[] = []
    const start = (name: string) => {
      const child = startChild(name)
      children.push(child)
      return child
    }
    let server: Server | undefined
    try {
      const still = await start('load/static-page').hears<number>()
      const reader = start('load/page-reader')
      server = await startServer({ dataDir, settings: {}, sending: 'held' })
      const { port } = server
      const read = (at: number, path: string, count: number) =>
        reader.ask<number>({ port: at, path, times: count, connections: CONNECTIONS } satisfies PageOrder)
      const rows: Row[] = []
      for (const { name, path } of PAGES) {
        const bytes = await sizeOf(port, path)
        // The first ones make both ready.
        await read(port, path, 100)
        await read(still, `/${bytes}`, 100)
        const sum = { ours: 0, still: 0 }
        for (let wave = 0; wave < WAVES; wave += 1) {
          sum.ours += await read(port, path, times)
          sum.still += await read(still, `/${bytes}`, times)
        }
        tell(`page: ${name}: ${Math.round((times * WAVES) / sum.ours)} a second`)
        rows.push(
          row({
            name: `public page of ${name}`,
            value: (times * WAVES) / sum.ours,
            unit: 'pages/s',
            peer: { name: 'bare Hono, same size', value: (times * WAVES) / sum.still },
            target: atLeast(0.3),
            note: `${(bytes / 1000).toFixed(1)} kB, ${CONNECTIONS} connections`,
          }),
        )
      }
      await server.stop()
      return rows
    } finally {
      server?.kill()
      await Promise.all(children.map((child) => child.end()))
    }
  },
}

async function sizeOf(port: number, path: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`)
  const { byteLength } = await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${path} is answered with ${answer.status}`)
  return byteLength
}
