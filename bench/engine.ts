/** The engine alone against two others, on the same five questions. */

import type { Round } from './engines/contest.ts'
import { startChild } from './load/child.ts'
import type { Measure } from './measure.ts'
import { atLeast, median, row } from './row.ts'

const PEERS = {
  conversations: '@grammyjs/conversations',
  'flow-runner': '@floip/flow-runner',
} as const

export const engine: Measure = {
  name: 'engine',
  summary: 'the engine alone: replies a second, state to JSON and back at every turn, against two others',
  async rows({ quick, tell }) {
    const rounds = quick ? 3 : 7
    const seconds = quick ? 0.4 : 1
    const names = ['hearback', ...Object.keys(PEERS)]
    const engines = new Map(names.map((name) => [name, startChild(`engines/${name}`)]))
    const rates = new Map<string, number[]>(names.map((name) => [name, []]))
    try {
      // The first round warms each engine up and is not counted; then they take turns, so that noise meets them all.
      for (let count = -1; count < rounds; count += 1) {
        for (const [name, child] of engines) {
          const round = await child.ask<Round>(seconds)
          if (count >= 0) rates.get(name)?.push(round.replies / round.seconds)
        }
        tell(`engine: round ${count + 1} of ${rounds}`)
      }
    } finally {
      await Promise.all([...engines.values()].map((child) => child.end()))
    }
    const rate = (name: string) => median(rates.get(name) ?? [])
    return Object.entries(PEERS).map(([name, peer]) =>
      row({
        name: `engine, against ${peer}`,
        value: rate('hearback'),
        unit: 'replies/s',
        peer: { name: peer, value: rate(name) },
        target: atLeast(50),
        note: `medians of ${rounds} interleaved rounds`,
      }),
    )
  },
}
