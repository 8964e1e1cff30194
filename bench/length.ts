/** Whether a long conversation makes its turns dearer: turn 300 against turn 5 of one conversation. */
import { begin } from '../src/engine/begin.ts'
import type { EngineEvent } from '../src/engine/event.ts'
import { prepare, type Runnable } from '../src/engine/runnable.ts'
import { type Session, tagOf } from '../src/engine/session.ts'
import { step } from '../src/engine/step.ts'
import { compileFlow } from './load/compile-flow.ts'
import type { Measure } from './measure.ts'
import { atMost, median, row } from './row.ts'

const EARLY = 5
const LATE = 300
const OPTIONS = ['good', 'just_ok', 'bad']
/** Steps in one sample: long enough that a clock's grain does not count. */
const STEPS = 2_000

export const length: Measure = {
  name: 'length',
  summary: `turn ${LATE} against turn ${EARLY} of one conversation`,
  async rows({ quick }) {
    const runnable = longFlow()
    const early = turnAt(runnable, EARLY)
    const late = turnAt(runnable, LATE)
    const samples = quick ? 40 : 200
    const alone = compare(early.alone, late.alone, samples)
    const stored = compare(early.stored, late.stored, samples)
    return [
      row({
        name: `turn ${LATE}, the engine alone`,
        value: alone.late,
        unit: 'µs',
        peer: { name: `turn ${EARLY}`, value: alone.early },
        target: atMost(1.2),
        note: `medians of ${samples} interleaved samples of ${STEPS} steps`,
      }),
      row({
        name: `turn ${LATE}, session read and written`,
        value: stored.late,
        unit: 'µs',
        peer: { name: `turn ${EARLY}`, value: stored.early },
        note: 'the same with the session from JSON and back, as the store keeps it',
      }),
    ]
  },
}

function longFlow(): Runnable {
  const ids = Array.from({ length: LATE + 1 }, (_, n) => `q${n + 1}`)
  const asks = ids.map((id) => `  - ask: ${id}\n    choose: [${OPTIONS.join(', ')}]\n`)
  const options = Object.fromEntries(OPTIONS.map((id) => [id, id]))
  const { program, common } = compileFlow(
    `title: Long\ntype: survey\nlanguages: [en]\nsteps:\n${asks.join('')}`,
    { title: 'Long', ...Object.fromEntries(ids.map((id) => [id, { text: `Question ${id}?`, options }])) },
  )
  return prepare(program, common)
}

/** The same turn again and again: the engine changes nothing it is given. */
function turnAt(runnable: Runnable, turn: number) {
  let session = step(runnable, begin(runnable, { id: '01900000-0000-7000-8000-000000000000' }), {
    at: 0,
    body: { kind: 'start' },
  }).session
  for (let n = 1; n < turn; n += 1) session = step(runnable, session, reply(session, n)).session
  const event = reply(session, turn)
  const json = JSON.stringify(session)
  return {
    alone: () => step(runnable, session, event).outputs.length,
    stored: () => JSON.stringify(step(runnable, JSON.parse(json) as Session, event).session).length,
  }
}

const reply = (session: Session, n: number): EngineEvent => ({
  at: n,
  body: { kind: 'press', tag: tagOf(session), ask: session.ask, option: OPTIONS[n % OPTIONS.length] ?? '' },
})

/** Microseconds a turn. */
function compare(early: () => number, late: () => number, samples: number) {
  const times = { early: [] as number[], late: [] as number[] }
  for (let sample = -10; sample < samples; sample += 1) {
    const a = time(early)
    const b = time(late)
    // The first samples warm both up.
    if (sample < 0) continue
    times.early.push(a)
    times.late.push(b)
  }
  return { early: median(times.early), late: median(times.late) }
}

function time(turn: () => number): number {
  let outputs = 0
  const started = performance.now()
  for (let n = 0; n < STEPS; n += 1) outputs += turn()
  const took = performance.now() - started
  if (outputs < STEPS) throw new Error('a turn caused nothing')
  return (took * 1000) / STEPS
}
