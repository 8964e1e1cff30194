/** Messages whose end nobody saw, that must wait, or that failed late. A wrong step here loses words or says them twice. */
import { afterEach, describe, expect, it } from 'vitest'
import { type Admission, SendError, type Status } from '../../src/channels/channel.ts'
import { referenceOf } from '../../src/delivery/reference.ts'
import { ACCOUNT, addRows, body, openWorld, START, type World } from './outbox-world.ts'

const ANN = '00000000-0000-4000-8000-00000000000a'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let world: World | undefined
afterEach(async () => {
  await world?.end()
  world = undefined
})
const open = async (options: Parameters<typeof openWorld>[0]) => {
  world = await openWorld({ people: [ANN], ...options })
  return world
}
/** One error after the other, then success. */
const failing = (...errors: SendError[]) => {
  const left = [...errors]
  return async () => {
    const error = left.shift()
    if (error !== undefined) throw error
    return {}
  }
}
const lost = () => new SendError('unknown', 'no answer')
const status = (
  number: number,
  state: Status['state'],
  more: Partial<Status> & { part?: number; parts?: number; attempt?: number } = {},
): Status => {
  const { part = 0, parts = 1, attempt, ...rest } = more
  return {
    reference: referenceOf({ contact: ANN, number }, part, parts, attempt),
    state,
    at: START,
    external: `${number} ${part} ${attempt ?? 1}`,
    ...rest,
  }
}
const learn = ({ delivery, clock }: World, ...statuses: Status[]) => {
  const learnt = delivery.learn(ACCOUNT.channel, ACCOUNT.account, statuses)
  return clock.advance(50).then(() => learnt)
}
const texts = ({ channel }: World) => channel.delivered.map(({ text }) => text)

describe('a send without an answer, where the platform tells afterwards', () => {
  const more = { confirmsWithin: MINUTE }

  it('is settled by a status: not sent again, and what waits behind it goes', async () => {
    const one = await open({
      more,
      rows: [
        { contact: ANN, number: 1 },
        { contact: ANN, number: 2 },
      ],
      answer: failing(lost()),
    })
    await one.clock.advance(100)
    expect(await one.line(ANN)).toEqual(['1 queued maybe sent: no answer', '2 queued'])
    await learn(one, status(1, 'sent'))
    expect(await one.line(ANN)).toEqual(['1 sent', '2 sent'])
    expect(texts(one)).toEqual([`${ANN} 2`])
  })

  it('of which nothing is heard within the time goes once more, and is marked', async () => {
    const one = await open({ more, rows: [{ contact: ANN, number: 1 }], answer: failing(lost()) })
    await one.clock.advance(MINUTE + 100)
    expect(await one.line(ANN)).toEqual(['1 sent maybe sent twice'])
    await learn(one, status(1, 'read'))
    expect(await one.line(ANN)).toEqual(['1 read maybe sent twice'])
  })

  it('is tried on for hours while nothing is heard, and told to the operator when that ends', async () => {
    const tries: number[] = []
    const one = await open({
      more,
      rows: [{ contact: ANN, number: 1 }],
      answer: async () => {
        tries.push((world?.clock.now() ?? START) - START)
        throw lost()
      },
    })
    await one.clock.advance(HOUR)
    expect(tries.length).toBeGreaterThan(4)
    expect(await one.line(ANN)).toEqual(['1 queued maybe sent twice: no answer'])
    await one.clock.advance(8 * HOUR)
    expect(tries).toHaveLength(10)
    expect(await one.line(ANN)).toEqual(['1 unknown maybe sent twice: no answer'])
    expect(one.problems).toEqual(['delivery_unknown'])
  })

  it('of several parts goes on behind those that arrived', async () => {
    const one = await open({
      more,
      rows: [{ contact: ANN, number: 1, body: body('a|b|c') }],
      answer: failing(lost()),
    })
    await one.clock.advance(100)
    await learn(one, status(1, 'delivered', { part: 0, parts: 3 }))
    // The rest waits for nothing: what was in doubt is settled.
    await one.clock.advance(5_000)
    expect(texts(one)).toEqual(['b', 'c'])
    expect(await one.line(ANN)).toEqual(['1 sent'])
  })

  it('and that was killed in the middle waits for a status too, before it goes again', async () => {
    const one = await open({ more, rows: [{ contact: ANN, number: 1, state: 'sending', attempts: 1 }] })
    await one.clock.advance(MINUTE / 2)
    expect(texts(one)).toEqual([])
    await learn(one, status(1, 'delivered'))
    expect(await one.line(ANN)).toEqual(['1 delivered'])
    await one.clock.advance(HOUR)
    expect(texts(one)).toEqual([])
  })
})

describe('a send without an answer, where the channel can look', () => {
  it('is not sent again when it is found', async () => {
    const asked: string[] = []
    const one = await open({
      rows: [{ contact: ANN, number: 1 }],
      answer: failing(lost()),
      more: {
        find: async (_, reference) => {
          asked.push(reference)
          return { position: 9 }
        },
      },
    })
    await one.clock.advance(10_000)
    expect(await one.line(ANN)).toEqual(['1 sent'])
    expect(asked).toEqual([`${ANN}.1.0.1`])
    expect(texts(one)).toEqual([])
  })

  it('is sent when it is not there, unmarked, and asked for again while nobody can tell', async () => {
    const answers: ('absent' | SendError)[] = [new SendError('retry', 'the browser is down'), 'absent']
    const one = await open({
      rows: [{ contact: ANN, number: 1, state: 'sending', attempts: 1 }],
      more: {
        find: async () => {
          const next = answers.shift() ?? 'absent'
          if (next === 'absent') return next
          throw next
        },
      },
    })
    await one.clock.advance(100)
    expect(await one.line(ANN)).toEqual(['1 queued maybe sent: the browser is down'])
    await one.clock.advance(MINUTE)
    expect(await one.line(ANN)).toEqual(['1 sent'])
    expect(texts(one)).toEqual([`${ANN} 1`])
  })
})

it('words from somebody whose question is in doubt have it looked for at once', async () => {
  let asked = 0
  const one = await open({
    rows: [{ contact: ANN, number: 1 }],
    answer: failing(lost()),
    more: {
      find: async () => {
        asked += 1
        return {}
      },
    },
  })
  await one.clock.advance(100)
  expect(await one.line(ANN)).toEqual(['1 queued maybe sent: no answer'])
  expect(asked).toBe(0)
  const landing = one.delivery.landing(ACCOUNT.channel, ACCOUNT.account, `to ${ANN}`)
  expect(landing).toBeDefined()
  await one.clock.advance(100)
  await landing
  expect(asked).toBe(1)
  expect(await one.line(ANN)).toEqual(['1 sent'])
  expect(one.delivery.landing(ACCOUNT.channel, ACCOUNT.account, `to ${ANN}`)).toBeUndefined()
})

describe('a failure that is told late', () => {
  it.each([
    ['unreachable', '1 failed nobody there', []],
    ['rejected', '1 failed nobody there', ['delivery_not_sent']],
    ['window_closed', '1 waiting nobody there', []],
  ] as const)('of the kind %s makes it what a refusal at once would have', async (kind, line, problems) => {
    const one = await open({ rows: [{ contact: ANN, number: 1 }] })
    await one.clock.advance(100)
    const error = new SendError(kind, 'nobody there')
    await learn(one, status(1, 'failed', { error }))
    expect(await one.line(ANN)).toEqual([line])
    expect(one.problems).toEqual(problems)
  })

  it('sends it again once, however often it is told', async () => {
    const one = await open({ rows: [{ contact: ANN, number: 1 }] })
    await one.clock.advance(100)
    const failed = status(1, 'failed', { error: new SendError('retry', 'busy') })
    await learn(one, failed, failed)
    await one.clock.advance(3_000)
    await learn(one, failed)
    await one.clock.advance(MINUTE)
    expect(texts(one)).toEqual([`${ANN} 1`, `${ANN} 1`])
    expect(await one.line(ANN)).toEqual(['1 sent'])
  })

  it('does not take back what was read', async () => {
    const one = await open({ rows: [{ contact: ANN, number: 1 }] })
    await one.clock.advance(100)
    await learn(one, status(1, 'read'), status(1, 'failed', { error: new SendError('rejected', 'odd') }))
    expect(await one.line(ANN)).toEqual(['1 read'])
  })

  it('of one part of several sends that part and what follows it, once', async () => {
    const one = await open({ rows: [{ contact: ANN, number: 1, body: body('a|b') }] })
    await one.clock.advance(2_000)
    const parts = { parts: 2, attempt: 1, error: new SendError('retry', 'busy') }
    await learn(one, status(1, 'delivered', { part: 0, parts: 2, attempt: 1 }))
    expect(await one.line(ANN)).toEqual(['1 sent'])
    await learn(one, status(1, 'failed', { ...parts, part: 1 }))
    await one.clock.advance(MINUTE)
    expect(texts(one)).toEqual(['a', 'b', 'b'])
    expect(await one.line(ANN)).toEqual(['1 sent'])
  })

  it('of both parts, in whatever order it is told, sends each once more', async () => {
    const one = await open({ rows: [{ contact: ANN, number: 1, body: body('a|b') }] })
    await one.clock.advance(2_000)
    const parts = { parts: 2, attempt: 1, error: new SendError('retry', 'busy') }
    await learn(one, status(1, 'failed', { ...parts, part: 1 }), status(1, 'failed', { ...parts, part: 0 }))
    await one.clock.advance(MINUTE)
    await learn(one, status(1, 'failed', { ...parts, part: 1, external: 'told again' }))
    await one.clock.advance(MINUTE)
    expect(texts(one)).toEqual(['a', 'b', 'a', 'b'])
  })

  it('of a part before one that arrived is told to the operator, and nothing is said out of turn', async () => {
    const one = await open({ rows: [{ contact: ANN, number: 1, body: body('a|b') }] })
    await one.clock.advance(2_000)
    await learn(one, status(1, 'delivered', { part: 1, parts: 2 }))
    await learn(one, status(1, 'failed', { part: 0, parts: 2, error: new SendError('rejected', 'too big') }))
    expect(await one.line(ANN)).toEqual(['1 delivered'])
    expect(one.problems).toEqual(['delivery_part_lost'])
    expect(texts(one)).toEqual(['a', 'b'])
  })

  it('of an attempt that was followed by another says nothing of that one', async () => {
    const one = await open({
      more: { confirmsWithin: MINUTE },
      rows: [{ contact: ANN, number: 1 }],
      answer: failing(lost()),
    })
    await one.clock.advance(2 * MINUTE)
    expect(await one.line(ANN)).toEqual(['1 sent maybe sent twice'])
    await learn(one, status(1, 'failed', { attempt: 1, error: new SendError('retry', 'busy') }))
    await one.clock.advance(MINUTE)
    expect(texts(one)).toEqual([`${ANN} 1`])
    expect(await one.line(ANN)).toEqual(['1 sent maybe sent twice'])
  })

  it.each(['retry', 'window_closed'] as const)(
    'of the kind %s does not write to who said stop',
    async (kind) => {
      const one = await open({ rows: [{ contact: ANN, number: 1 }] })
      await one.clock.advance(100)
      const { contacts } = one.database.tables
      await one.database.write(
        async ({ queries }) => void (await queries.update(contacts).set({ state: 'stopped' })),
      )
      await learn(one, status(1, 'failed', { error: new SendError(kind, 'busy') }))
      await one.clock.advance(HOUR)
      expect(texts(one)).toEqual([`${ANN} 1`])
      expect(await one.line(ANN)).toEqual(['1 cancelled stopped'])
    },
  )

  it('is overruled by words that came after it was sent: they can be reached, and written to', async () => {
    const one = await open({
      rows: [
        { contact: ANN, number: 1 },
        { contact: ANN, number: 2, due_at: START + HOUR },
        { contact: ANN, number: 3, due_at: START + 2 * HOUR },
      ],
    })
    await one.clock.advance(HOUR)
    const { contacts } = one.database.tables
    await one.clock.advance(1_000)
    await one.database.write(
      async ({ queries }) => void (await queries.update(contacts).set({ heard_at: START + HOUR + 500 })),
    )
    await learn(one, status(1, 'failed', { error: new SendError('unreachable', 'not on WhatsApp') }))
    await learn(one, status(2, 'failed', { error: new SendError('window_closed', 'too late') }))
    await one.clock.advance(2 * HOUR)
    expect(await one.line(ANN)).toEqual(['1 failed not on WhatsApp', '2 sent', '3 sent'])
    expect(texts(one)).toEqual([`${ANN} 1`, `${ANN} 2`, `${ANN} 2`, `${ANN} 3`])
    expect(await one.database.read.select().from(contacts)).toMatchObject([{ state: 'active' }])
  })

  it('of the account stops it', async () => {
    const one = await open({ rows: [{ contact: ANN, number: 1 }] })
    await one.clock.advance(100)
    await learn(one, status(1, 'failed', { error: new SendError('config', 'locked') }))
    expect(one.delivery.health()).toMatchObject([{ state: 'paused', reason: 'locked' }])
    expect(await one.line(ANN)).toEqual(['1 queued'])
  })
})

it('what was paid for is counted once, also when it is told again after it is no longer remembered', async () => {
  const one = await open({ rows: [{ contact: ANN, number: 1 }] })
  await one.clock.advance(100)
  const { seen, charges } = one.database.tables
  const billed = { category: 'utility' }
  await learn(one, status(1, 'delivered', { billed }))
  await one.database.write(async ({ queries }) => void (await queries.delete(seen)))
  await learn(one, status(1, 'read', { billed }))
  expect(await one.database.read.select().from(charges)).toMatchObject([{ category: 'utility', count: 1 }])
})

it('a status of somebody else’s message, of none, or of no reference at all changes nothing', async () => {
  const one = await open({ rows: [{ contact: ANN, number: 1 }] })
  await one.clock.advance(100)
  const foreign = ['', 'x', '00000000-0000-4000-8000-00000000000b.1.0.1', `${ANN}.99.0.1`]
  await learn(one, ...foreign.map((reference) => ({ ...status(1, 'read'), reference })))
  expect(await one.line(ANN)).toEqual(['1 sent'])
})

describe('what the platform would not take now', () => {
  const wait: Admission = { kind: 'wait', reason: 'the window is closed' }

  it('waits without a try and without using up the pace, and lets later messages pass', async () => {
    const one = await open({
      limits: { pace: 10 },
      rows: [
        { contact: ANN, number: 1 },
        { contact: ANN, number: 2 },
      ],
      more: {
        admit: (outgoing) => (outgoing.message.text.endsWith(' 1') ? wait : { kind: 'send', outgoing }),
      },
    })
    await one.clock.advance(1_000)
    expect(await one.line(ANN)).toEqual(['1 waiting the window is closed', '2 sent'])
    expect((await one.rows())[0]).toMatchObject({ attempts: 0 })
    expect(await one.delivery.backlog()).toMatchObject([
      { queued: 0, waiting: new Map([['the window is closed', 1]]) },
    ])
  })

  it('until a moment is looked at again then', async () => {
    let admission: Admission = { ...wait, until: START + HOUR }
    const one = await open({
      rows: [{ contact: ANN, number: 1 }],
      more: { admit: (outgoing) => (admission === wait ? { kind: 'send', outgoing } : admission) },
    })
    await one.clock.advance(HOUR / 2)
    await one.delivery.requeue()
    await one.clock.advance(100)
    expect(await one.line(ANN)).toEqual(['1 waiting the window is closed'])
    admission = wait
    await one.clock.advance(HOUR)
    await one.delivery.requeue()
    await one.clock.advance(100)
    expect(await one.line(ANN)).toEqual(['1 sent'])
  })
})

describe('an account that is stopped', () => {
  it('goes on by itself when its cause is gone, and is told of once', async () => {
    let broken = true
    const one = await open({
      rows: [{ contact: ANN, number: 1 }],
      answer: async () => {
        if (broken) throw new SendError('config', 'no money')
        return {}
      },
      more: {
        probe: async () => {
          if (broken) throw new SendError('config', 'no money')
        },
      },
    })
    await one.clock.advance(5 * MINUTE)
    expect(one.problems).toEqual(['delivery_paused'])
    expect(one.delivery.health()).toMatchObject([{ state: 'paused', reason: 'no money' }])
    broken = false
    await one.clock.advance(15 * MINUTE)
    expect(await one.line(ANN)).toEqual(['1 sent'])
    expect(one.problems).toEqual(['delivery_paused'])
  })

  it('whose cause no probe sees is one stop: looked at ever more seldom, and told of once', async () => {
    let tries = 0
    const one = await open({
      rows: [{ contact: ANN, number: 1 }],
      answer: async () => {
        tries += 1
        throw new SendError('config', 'no money')
      },
      more: { probe: async () => undefined },
    })
    await one.clock.advance(12 * HOUR)
    expect(tries).toBeLessThan(60)
    expect(one.problems).toEqual(['delivery_paused'])
  })

  it('stays held while the operator holds it, whatever a probe finds', async () => {
    const one = await open({
      rows: [{ contact: ANN, number: 1 }],
      answer: failing(new SendError('config', 'no money')),
      more: { probe: async () => undefined },
    })
    one.delivery.pause(ACCOUNT.channel, ACCOUNT.account)
    await one.clock.advance(HOUR)
    expect(texts(one)).toEqual([])
    one.delivery.resume(ACCOUNT.channel, ACCOUNT.account)
    await one.clock.advance(100)
    expect(texts(one)).toEqual([`${ANN} 1`])
  })

  it('asks ever more seldom while the platform says "too many" and not for how long', async () => {
    const tries: number[] = []
    const one = await open({
      rows: [{ contact: ANN, number: 1 }],
      answer: async () => {
        tries.push((world?.clock.now() ?? START) - START)
        throw new SendError('throttled', 'too many')
      },
    })
    await addRows(one.database, [])
    await one.clock.advance(40_000)
    const waits = tries.map((at, index) => at - (tries[index - 1] ?? at))
    expect(waits.slice(1).map((wait) => Math.round(wait / 1000))).toEqual([5, 10, 20])
  })
})
