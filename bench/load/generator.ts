/**
 * The people: a process that plays waves of the script at a server. Messages in: `Order`s; each is answered with a
 * `Played`. The same wave goes to Hearback and to the echo with the same bodies, signed before the clock starts.
 */
import { requestOf, send } from './http-load.ts'
import { platformNamed } from './platforms.ts'
import { kindOf, writeScript } from './script.ts'

export interface Order {
  readonly wave: number
  readonly port: number
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

const platform = platformNamed(process.env.PLATFORM)
const script = writeScript(platform)
let tags: readonly string[] = []

function bodiesOf(wave: number, people: number): string[] {
  const bodies: string[] = []
  for (let n = 0; n < people; n += 1) {
    const turn = kindOf(script.kinds, n).turns.find((one) => one.wave === wave)
    if (turn !== undefined)
      bodies.push(platform.fill(turn.update, { n, id: 1 + wave * people + n, tag: tags[n] ?? '' }))
  }
  return bodies
}

process.on('message', async ({ wave, port, connections, tags: given, people }: Order) => {
  tags = given ?? tags
  const bodies = bodiesOf(wave, people)
  const requests = bodies.map((body) =>
    requestOf({ port, path: platform.webhook, headers: platform.headers(body) }, body),
  )
  const { seconds, startedAt } = await send(port, requests, connections)
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0)
  process.send?.({ turns: bodies.length, seconds, startedAt, bytes } satisfies Played)
})
process.on('disconnect', () => process.exit(0))
