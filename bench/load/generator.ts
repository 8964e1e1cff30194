/**
 * The people: a process that plays waves of the script at a server. Messages in: `people`, then `wave`s; each is answered
 * with a `Played`. The same wave goes to Hearback and to the echo with the same bodies.
 */
import { requestOf, send, type Target } from './http-load.ts'
import { chatOf, fill, kindOf, writeScript } from './script.ts'

export interface Order {
  readonly wave: number
  readonly target: Target
  readonly connections: number
  /** Each person's tag of their session; known after the first wave. */
  readonly tags?: readonly string[]
  readonly people: number
}

export interface Played {
  readonly turns: number
  readonly seconds: number
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Bytes of all bodies. */
  readonly bytes: number
}

const script = writeScript()
let tags: readonly string[] = []

function bodiesOf(wave: number, people: number): string[] {
  const bodies: string[] = []
  for (let n = 0; n < people; n += 1) {
    const turn = kindOf(script.kinds, n).turns.find((one) => one.wave === wave)
    if (turn !== undefined) bodies.push(fill(turn.update, 1 + wave * people + n, chatOf(n), tags[n] ?? ''))
  }
  return bodies
}

process.on('message', async ({ wave, target, connections, tags: given, people }: Order) => {
  tags = given ?? tags
  const bodies = bodiesOf(wave, people)
  const requests = bodies.map((body) => requestOf(target, body))
  const { seconds, startedAt } = await send(target.port, requests, connections)
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0)
  process.send?.({ turns: bodies.length, seconds, startedAt, bytes } satisfies Played)
})
process.on('disconnect', () => process.exit(0))
