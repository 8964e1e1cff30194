/** The engine alone against two others, on the same five questions. */

import type { Round } from './engines/contest.ts'
import { startChild } from './load/child.ts'
import type { Measure } from './measure.ts'
import { atLeast, median, row } from './row.ts'

interface Contestant {
  /** A file of `engines/`. */
  readonly file: string
  readonly tuned: boolean
  readonly name: string
  readonly row: string
  readonly note: string
}

/** Judged as documented; what a tuned use gains is told beside it. */
const PEERS: readonly Contestant[] = [
  {
    file: 'conversations',
    tuned: false,
    name: '@grammyjs/conversations',
    row: 'engine, against @grammyjs/conversations',
    note: 'one update after the other, as bot.start() does',
  },
  {
    file: 'conversations',
    tuned: true,
    name: '@grammyjs/conversations',
    row: 'engine, against it tuned (conversations)',
    note: '100 people at once, so that its timers overlap',
  },
  {
    file: 'flow-runner',
    tuned: false,
    name: '@floip/flow-runner',
    row: 'engine, against @floip/flow-runner',
    note: 'the whole context to JSON and back, as its README says',
  },
  {
    file: 'flow-runner',
    tuned: true,
    name: '@floip/flow-runner',
    row: 'engine, against it tuned (flow-runner)',
    note: 'flows and resources left out of the JSON',
  },
]

export const engine: Measure = {
  name: 'engine',
  summary: 'the engine alone: replies a second, state to JSON and back at every turn, against two others',
  async rows({ quick, tell }) {
    const rounds = quick ? 3 : 7
    const seconds = quick ? 0.4 : 1
    const ours = entrant('hearback', false)
    const peers = PEERS.map((peer) => ({ peer, entrant: entrant(peer.file, peer.tuned) }))
    const all = [ours, ...peers.map(({ entrant }) => entrant)]
    try {
      // The first round warms each engine up and is not counted; then they take turns, so that noise meets them all.
      for (let count = 0; count <= rounds; count += 1) {
        for (const { child, rates } of all) {
          const round = await child.ask<Round>(seconds)
          if (count > 0) rates.push(round.replies / round.seconds)
        }
        tell(`engine: ${count === 0 ? 'warm' : `round ${count} of ${rounds}`}`)
      }
    } finally {
      await Promise.all(all.map(({ child }) => child.end()))
    }
    return peers.map(({ peer, entrant: { rates } }) =>
      row({
        name: peer.row,
        value: median(ours.rates),
        unit: 'replies/s',
        peer: { name: peer.name, value: median(rates) },
        ...(peer.tuned ? {} : { target: atLeast(50) }),
        note: `${peer.note}; medians of ${rounds} interleaved rounds`,
      }),
    )
  },
}

const entrant = (file: string, tuned: boolean) => ({
  child: startChild(`engines/${file}`, { PEER_USE: tuned ? 'tuned' : 'documented' }),
  rates: [] as number[],
})
