/**
 * Plays the whole script with sending held: nothing is sent while a clock runs. Typed words must find their question gone
 * out, so before such waves, and at the end, the clock stands still and everything is delivered.
 */
import type { Run } from '../measure.ts'
import { atLeast, median, type Row, row } from '../row.ts'
import type { Stage } from './stage.ts'

export interface Rates {
  readonly turns: number
  /** Turns a second. */
  readonly ours: number
  readonly echo: number
  /** Of our processor for one turn, in microseconds. */
  readonly processor: number
  /** Ours by the echo's, wave by wave. */
  readonly ratios: readonly number[]
}

export async function playHeld(stage: Stage, name: string, tell: Run['tell']): Promise<Rates> {
  const { script } = stage
  const sum = { turns: 0, ours: 0, echo: 0, processor: 0 }
  const ratios: number[] = []
  for (let wave = 0; wave < script.waves; wave += 1) {
    if (script.typedWaves.has(wave)) await deliver(stage)
    const before = stage.server.processorTime()
    const ours = await stage.playOurs(wave)
    sum.processor += stage.server.processorTime() - before
    const echo = await stage.playEcho(wave)
    if (wave === 0) stage.learnTags()
    sum.turns += ours.turns
    sum.ours += ours.seconds
    sum.echo += echo.seconds
    ratios.push(echo.seconds / ours.seconds)
    const rate = Math.round(ours.turns / ours.seconds)
    tell(
      `${name}: wave ${wave + 1} of ${script.waves}: ${ours.turns} turns, ${rate}/s, ${ratios.at(-1)?.toFixed(2)} of the echo`,
    )
  }
  await deliver(stage)
  return {
    turns: sum.turns,
    ours: sum.turns / sum.ours,
    echo: sum.turns / sum.echo,
    processor: (sum.processor / sum.turns) * 1e6,
    ratios,
  }
}

/** Lets sending go until nothing waits, then holds it again. */
async function deliver(stage: Stage): Promise<void> {
  await stage.server.toggleSending()
  await stage.ledger().drained()
  await stage.server.toggleSending()
}

export function heldRow(
  name: string,
  { turns, ours, echo, processor, ratios }: Rates,
  people: number,
  target: { readonly least: number; readonly aim?: string },
): Row {
  const aim = target.aim === undefined ? '' : `; aim ${target.aim}`
  return row({
    name,
    value: ours,
    unit: 'turns/s',
    peer: { name: 'bare Hono, echo', value: echo },
    target: atLeast(target.least),
    note: `${turns.toLocaleString('en')} turns of ${people.toLocaleString('en')} people; wave by wave the ratio was ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}, median ${median(ratios).toFixed(2)}; ${Math.round(processor)} µs of processor a turn${aim}`,
  })
}
