/** Takes a whole crowd of simulated people through intake, wave by wave, as a channel would hand their replies in. */
import { eq } from 'drizzle-orm'
import type { Intake, Receipt, Received } from '../../channels/channel.ts'
import type { Body } from '../../engine/event.ts'
import type { Message } from '../../engine/message.ts'
import type { Database } from '../../store/database.ts'
import type { SampleYear } from './opinions.ts'
import { type Person, simulatePerson } from './person.ts'
import { drawProfile, type Profile } from './profile.ts'
import { randomFrom } from './random.ts'

export interface Crowd {
  readonly intake: Intake
  readonly database: Database
  readonly programme: string
  readonly flow: string
  readonly year: SampleYear
  /** How many begin; about 94 in 100 of them become respondents. */
  readonly people: number
  /** Epoch milliseconds that their first messages carry. */
  readonly at: number
}

interface Talking {
  readonly id: number
  readonly profile: Profile
  readonly person: Person
  next: Body | null
  position: number
}

/** Events handed to intake at once: what a busy minute brings. */
const TOGETHER = 512

/** Returns how many turns it took. The same crowd gives the same answers. */
export async function fillRound(crowd: Crowd): Promise<number> {
  const start: Body = { kind: 'start', payload: `${crowd.programme}/${crowd.flow}` }
  let talking: Talking[] = Array.from({ length: crowd.people }, (_, index) => {
    const id = crowd.year * 100_000 + index
    const random = randomFrom(id)
    const profile = drawProfile(random, crowd.year)
    return { id, profile, person: simulatePerson(random, profile), next: start, position: 0 }
  })
  let turns = 0
  for (let wave = 0; talking.length > 0; wave += 1) {
    for (let from = 0; from < talking.length; from += TOGETHER) {
      const some = talking.slice(from, from + TOGETHER)
      const receipts = await crowd.intake.receive(some.map((one) => eventOf(crowd, one, wave)))
      turns += some.length
      for (const [index, one] of some.entries()) one.next = replyOf(one, receipts[index])
    }
    await arrive(crowd.database)
    talking = talking.filter(({ next }) => next !== null)
  }
  return turns
}

function eventOf({ at, year }: Crowd, one: Talking, wave: number): Received {
  one.position += 1
  const { id, profile, position, next } = one
  return {
    channel: profile.habit === 'forms' ? 'webchat' : 'telegram',
    account: 'demo',
    external: `${id}.${wave}`,
    address: `simulated ${year} ${id}`,
    sequence: wave,
    at: at + wave * 60_000,
    position,
    ...(profile.phoneLanguage === undefined ? {} : { language: profile.phoneLanguage }),
    body: next ?? { kind: 'start' },
  }
}

function replyOf({ person }: Talking, receipt: Receipt | undefined): Body | null {
  const message: Message | undefined = receipt?.messages?.findLast(({ ask }) => ask !== undefined)
  return message === undefined ? null : person.reply(message)
}

/** What was queued for these people has reached them: nobody is there to send it to. */
async function arrive({ write, tables: { outbox } }: Database): Promise<void> {
  await write(async ({ queries }) => {
    await queries.update(outbox).set({ state: 'sent' }).where(eq(outbox.state, 'queued'))
  })
}
