import { afterEach, describe, expect, it } from 'vitest'
import { SendError } from '../../src/channels/channel.ts'
import { addRows, body, openWorld, START, vault, type World } from './outbox-world.ts'

let world: World | undefined
afterEach(async () => {
  await world?.end()
  world = undefined
})

const open = async (...options: Parameters<typeof openWorld>): Promise<World> => {
  world = await openWorld(...options)
  return world
}

const texts = ({ channel }: World) => channel.delivered.map(({ text }) => text)

/** Fails the first sends with these kinds, then takes everything. */
const failing =
  (...errors: SendError[]) =>
  async () => {
    const error = errors.shift()
    if (error !== undefined) throw error
    return { position: 9 }
  }

describe('a message', () => {
  it('that was on its way when they said stop is not tried again', async () => {
    const world = await open({
      answer: async () => {
        const { outbox } = world.database.tables
        // As intake marks what is on its way at a stop.
        await world.database.write(({ queries }) => queries.update(outbox).set({ reason: 'stopped' }))
        throw new SendError('throttled', 'slow', { retryAfter: 500 })
      },
    })
    await addRows(world.database, [{ contact: 'ann', number: 1 }])
    world.delivery.wake('telegram')
    await world.clock.advance(20_000)
    expect(texts(world)).toEqual([])
    expect((await world.line('ann'))[0]).toMatch(/^1 cancelled/)
  })

  it('goes to the address in the vault, and its row tells when and where it stands', async () => {
    const { channel, rows, clock } = await open({ rows: [{ contact: 'ann', number: 1 }] })
    await clock.advance(10)
    expect(channel.delivered).toEqual([{ address: 'to ann', text: 'ann 1', at: START }])
    expect(await rows()).toMatchObject([
      { state: 'sent', position: 1, sent_at: START, attempts: 1, reason: null },
    ])
  })

  it('that comes later is sent when intake wakes delivery', async () => {
    const { database, delivery, clock, channel } = await open()
    await clock.advance(60_000)
    await addRows(database, [{ contact: 'bob', number: 1 }])
    delivery.wake('telegram')
    await clock.rest()
    expect(channel.delivered).toHaveLength(1)
  })

  it('of several natives goes on from the one that failed', async () => {
    const world = await open({
      rows: [{ contact: 'ann', number: 1, body: body('one|two') }],
      answer: (() => {
        let calls = 0
        return async () => {
          calls += 1
          if (calls === 2) throw new SendError('retry', 'connection refused')
          return { position: calls }
        }
      })(),
    })
    await world.clock.advance(10_000)
    expect(texts(world)).toEqual(['one', 'two'])
    expect(await world.rows()).toMatchObject([{ state: 'sent', position: 3 }])
  })

  it('without an address fails, is reported, and lets the next contact be served', async () => {
    const world = await open({
      rows: [
        { contact: 'nobody', number: 1 },
        { contact: 'ann', number: 1 },
      ],
    })
    await world.clock.advance(10)
    expect(texts(world)).toEqual(['ann 1'])
    expect(await world.line('nobody')).toEqual(['1 failed the vault has no address that opens'])
    expect(world.problems).toEqual(['delivery_no_address'])
  })
})

describe('order', () => {
  it('of one contact is kept, whatever is slow or fails in between', async () => {
    const world = await open({
      rows: [1, 2, 3, 4].map((number) => ({ contact: 'ann', number })),
      answer: failing(
        new SendError('retry', 'connection refused'),
        new SendError('throttled', 'slow', { retryAfter: 500 }),
      ),
    })
    await world.clock.advance(20_000)
    expect(texts(world)).toEqual(['ann 1', 'ann 2', 'ann 3', 'ann 4'])
  })

  it('lets one contact wait without holding up another', async () => {
    const world = await open({
      rows: [1, 2].flatMap((number) => ['ann', 'bob'].map((contact) => ({ contact, number }))),
    })
    world.channel.answer = async (address) => {
      if (address === 'to ann') throw new SendError('retry', 'connection refused')
      return {}
    }
    await addRows(world.database, [
      { contact: 'ann', number: 3 },
      { contact: 'bob', number: 3 },
    ])
    world.delivery.wake('telegram')
    await world.clock.advance(100)
    expect(texts(world).filter((text) => text.startsWith('bob'))).toEqual(['bob 1', 'bob 2', 'bob 3'])
  })

  it('takes replies before bulk that was queued earlier', async () => {
    const people = Array.from({ length: 30 }, (_, index) => `p${index}`)
    const world = await open({
      limits: { pace: 10 },
      people: [...people, 'ann'],
      rows: people.map((contact) => ({ contact, number: 1, priority: 1 })),
    })
    await world.clock.advance(250)
    const before = world.channel.delivered.length
    expect(before).toBeLessThan(5)
    await addRows(world.database, [{ contact: 'ann', number: 1, due_at: world.clock.now() }])
    world.delivery.wake('telegram')
    await world.clock.advance(150)
    expect(texts(world).slice(before, before + 2)).toContain('ann 1')
  })

  it('sends a bulk message that stands before a reply to the same contact first, and soon', async () => {
    const people = Array.from({ length: 50 }, (_, index) => `p${index}`)
    const world = await open({
      limits: { pace: 10 },
      people: [...people, 'ann'],
      rows: [...people, 'ann'].map((contact) => ({ contact, number: 1, priority: 1 })),
    })
    await addRows(world.database, [{ contact: 'ann', number: 2 }])
    world.delivery.wake('telegram')
    await world.clock.advance(500)
    expect(texts(world).filter((text) => text.startsWith('ann'))).toEqual(['ann 1', 'ann 2'])
  })
})

describe('pace', () => {
  it('holds the account to its messages a second', async () => {
    const people = Array.from({ length: 100 }, (_, index) => `p${index}`)
    const world = await open({
      limits: { pace: 30 },
      people,
      rows: people.map((contact) => ({ contact, number: 1 })),
    })
    await world.clock.advance(1_000)
    expect(world.channel.delivered.length).toBeGreaterThanOrEqual(29)
    expect(world.channel.delivered.length).toBeLessThanOrEqual(33)
    await world.clock.advance(3_000)
    expect(world.channel.delivered).toHaveLength(100)
  })

  it('leaves the gap between two messages to one chat, and none to others', async () => {
    const world = await open({
      limits: { gap: 1_000 },
      rows: [
        { contact: 'ann', number: 1 },
        { contact: 'ann', number: 2 },
        { contact: 'bob', number: 1 },
      ],
    })
    await world.clock.advance(2_000)
    const at = Object.fromEntries(world.channel.delivered.map((each) => [each.text, each.at - START]))
    expect(at['ann 1']).toBeLessThan(50)
    expect(at['bob 1']).toBeLessThan(50)
    expect(at['ann 2']).toBeGreaterThanOrEqual(1_000)
    expect(at['ann 2']).toBeLessThan(1_050)
  })

  it('leaves a longer gap in a chat that many are in, also where a message has several parts', async () => {
    const world = await open({
      limits: { gap: 1_000, groupGap: 3_000 },
      rows: [
        { contact: 'ann', number: 1 },
        { contact: 'ann', number: 2 },
        { contact: 'bob', number: 1, body: body('picture|words') },
        { contact: 'bob', number: 2 },
      ],
    })
    await world.clock.advance(7_000)
    const at = Object.fromEntries(world.channel.delivered.map((each) => [each.text, each.at - START]))
    expect(at['ann 2']).toBeLessThan(1_050)
    expect(at.words).toBeGreaterThanOrEqual(3_000)
    expect(at['bob 2']).toBeGreaterThanOrEqual(6_000)
    expect(at['bob 2']).toBeLessThan(6_100)
  })

  it('rests the whole account as long as the platform asks, and then goes on', async () => {
    const world = await open({
      rows: [
        { contact: 'ann', number: 1 },
        { contact: 'bob', number: 1 },
      ],
      answer: failing(
        new SendError('throttled', 'too many', { retryAfter: 7_000 }),
        new SendError('throttled', 'too many', { retryAfter: 3_000 }),
      ),
    })
    await world.clock.advance(6_900)
    expect(texts(world)).toEqual([])
    expect(world.delivery.health()).toMatchObject([{ state: 'paused' }])
    await world.clock.advance(200)
    expect(texts(world).sort()).toEqual(['ann 1', 'bob 1'])
    expect((await world.rows()).map(({ attempts }) => attempts)).toEqual([1, 1])
  })
})

describe('trouble', () => {
  it('of the account pauses it until the operator acts, with nothing lost', async () => {
    const world = await open({
      rows: [
        { contact: 'ann', number: 1 },
        { contact: 'ann', number: 2 },
      ],
      answer: failing(new SendError('config', '401 Unauthorized')),
    })
    await world.clock.advance(24 * 3_600_000)
    expect(texts(world)).toEqual([])
    expect(world.delivery.health()).toEqual([
      { channel: 'telegram', account: '77', state: 'paused', reason: '401 Unauthorized' },
    ])
    world.delivery.resume('telegram', '77')
    await world.clock.advance(100)
    expect(texts(world)).toEqual(['ann 1', 'ann 2'])
  })

  it('that lasts fails a message after six hours of tries, and the next is tried', async () => {
    const world = await open({ rows: [{ contact: 'ann', number: 1 }] })
    await world.clock.advance(1)
    await addRows(world.database, [{ contact: 'ann', number: 2, due_at: world.clock.now() }])
    world.channel.answer = async () => {
      throw new SendError('retry', 'connection refused')
    }
    world.delivery.wake('telegram')
    await world.clock.advance(7 * 3_600_000)
    expect(await world.line('ann')).toEqual(['1 sent', '2 failed connection refused'])
    expect(world.sends.get('again')).toBe(9)
  })

  it('with one message fails it with its reason, and the next goes', async () => {
    const world = await open({
      rows: [
        { contact: 'ann', number: 1 },
        { contact: 'ann', number: 2 },
      ],
      answer: failing(new SendError('rejected', '400 text is too long')),
    })
    await world.clock.advance(50)
    expect(await world.line('ann')).toEqual(['1 failed 400 text is too long', '2 sent'])
    expect(world.problems).toEqual(['delivery_not_sent'])
  })

  it('with one person marks them unreachable and cancels what waits for them', async () => {
    const world = await open({
      rows: [
        { contact: 'ann', number: 1 },
        { contact: 'ann', number: 2 },
        { contact: 'bob', number: 1 },
      ],
    })
    await world.clock.advance(10)
    await addRows(world.database, [
      { contact: 'ann', number: 3 },
      { contact: 'ann', number: 4 },
    ])
    world.channel.answer = failing(new SendError('unreachable', '403 blocked'))
    world.delivery.wake('telegram')
    await world.clock.advance(50)
    expect(await world.line('ann')).toEqual([
      '1 sent',
      '2 sent',
      '3 failed 403 blocked',
      '4 cancelled unreachable',
    ])
    const { contacts } = world.database.tables
    const states = await world.database.read.select({ id: contacts.id, state: contacts.state }).from(contacts)
    expect(states).toEqual([
      { id: 'ann', state: 'unreachable' },
      { id: 'bob', state: 'active' },
    ])
  })

  it('of a chat that moved sends to its new address, now and later', async () => {
    const world = await open({
      rows: [
        { contact: 'ann', number: 1 },
        { contact: 'ann', number: 2 },
      ],
      answer: failing(new SendError('moved', '400 upgraded', { address: 'to ann anew' })),
    })
    await world.clock.advance(50)
    expect(world.channel.delivered.map(({ address }) => address)).toEqual(['to ann anew', 'to ann anew'])
    const { addresses } = world.database.tables
    const kept = (await world.database.read.select().from(addresses)).filter(
      ({ contact }) => contact === 'ann',
    )
    expect(kept.map(({ lookup }) => lookup)).toEqual([vault.lookup('telegram', '77', 'to ann anew')])
  })

  it('of an answer that never came sends once more after a minute, marked, and then no more', async () => {
    const world = await open({ rows: [{ contact: 'ann', number: 1 }] })
    await world.clock.advance(10)
    let tries = 0
    world.channel.answer = async () => {
      tries += 1
      throw new SendError('unknown', 'no answer')
    }
    await addRows(world.database, [
      { contact: 'ann', number: 2 },
      { contact: 'bob', number: 1, body: body('tick', true) },
    ])
    world.delivery.wake('telegram')
    await world.clock.advance(59_000)
    expect(tries).toBe(2)
    expect(await world.line('ann')).toEqual(['1 sent', '2 queued maybe sent twice: no answer'])
    await world.clock.advance(3_600_000)
    expect(tries).toBe(3)
    expect(await world.line('ann')).toEqual(['1 sent', '2 unknown maybe sent twice: no answer'])
    expect(await world.line('bob')).toEqual(['1 failed no answer'])
    expect(world.problems).toEqual(['delivery_unknown'])
  })

  it('of a loop holds what says the same too often, and reports it', async () => {
    const world = await open({
      rows: Array.from({ length: 8 }, (_, index) => ({
        contact: 'ann',
        number: index + 1,
        body: body('again'),
      })),
    })
    await addRows(world.database, [{ contact: 'bob', number: 1, body: body('again') }])
    world.delivery.wake('telegram')
    await world.clock.advance(1_000)
    expect(texts(world)).toEqual(Array.from({ length: 6 }, () => 'again'))
    expect(world.problems).toEqual(Array.from({ length: 3 }, () => 'delivery_repeated'))
    await world.clock.advance(11 * 60_000)
    await addRows(world.database, [
      { contact: 'ann', number: 9, body: body('again'), due_at: world.clock.now() },
    ])
    world.delivery.wake('telegram')
    await world.clock.advance(10)
    expect(texts(world)).toHaveLength(7)
  })
})

describe('a start', () => {
  it('sends once more what a crash left in the middle, marked, ticks included', async () => {
    const world = await open({
      rows: [
        { contact: 'ann', number: 1, state: 'sending', attempts: 1 },
        { contact: 'ann', number: 2 },
        { contact: 'bob', number: 1, state: 'sending', attempts: 1, body: body('tick', true) },
      ],
    })
    await world.clock.advance(50)
    expect(texts(world)).toEqual(['ann 1', 'tick', 'ann 2'])
    expect(await world.line('ann')).toEqual([
      '1 sent maybe sent twice: the process ended while it was being sent',
      '2 sent',
    ])
    expect((await world.line('bob'))[0]).toMatch(/^1 sent/)
  })
})

describe('a stop', () => {
  it('waits for what is in flight, claims nothing more, and gives back what does not end', async () => {
    const finish: (() => void)[] = []
    const world = await open({
      rows: ['ann', 'bob'].flatMap((contact) => [1, 2].map((number) => ({ contact, number }))),
      answer: (address) =>
        new Promise((resolve) => {
          if (address === 'to ann') finish.push(() => resolve({ position: 3 }))
        }),
    })
    await world.clock.advance(10)
    const stopped = world.delivery.stop()
    for (const end of finish) end()
    await world.clock.advance(9_000)
    expect((await world.line('bob'))[0]).toBe('1 sending')
    await world.clock.advance(2_000)
    await stopped
    expect(await world.line('ann')).toEqual(['1 sent', '2 queued'])
    expect(await world.line('bob')).toEqual([expect.stringMatching(/^1 queued maybe sent twice/), '2 queued'])
  })
})

describe('the goodbye to a forgotten person', () => {
  it('goes to the address it carries, and nothing of it stays', async () => {
    const world = await open({
      rows: [{ contact: 'gone', number: 4, sealed: vault.seal('to a stranger') }],
    })
    await world.clock.advance(50)
    expect(world.channel.delivered).toMatchObject([{ address: 'to a stranger' }])
    expect(await world.rows()).toEqual([])
  })

  it('is dropped when only they could let it go: nobody knows them any more', async () => {
    const world = await open({
      rows: [{ contact: 'gone', number: 4, sealed: vault.seal('to a stranger') }],
      answer: failing(new SendError('window_closed', 'too late')),
    })
    await world.clock.advance(50)
    expect(await world.rows()).toEqual([])
  })

  it('is dropped within a day when it cannot be sent', async () => {
    const world = await open({
      rows: [{ contact: 'gone', number: 4, sealed: vault.seal('to a stranger') }],
      answer: failing(new SendError('config', '401')),
    })
    await world.clock.advance(23 * 3_600_000)
    expect(await world.rows()).toHaveLength(1)
    await world.clock.advance(2 * 3_600_000)
    expect(await world.rows()).toEqual([])
  })
})

describe('draining', () => {
  it('ends when all that is due was sent and written', async () => {
    const world = await open({
      limits: { gap: 1_000, pace: 50 },
      rows: ['ann', 'bob'].flatMap((contact) => [1, 2, 3].map((number) => ({ contact, number }))),
    })
    let drained = false
    const done = world.delivery.drain().then(() => {
      drained = true
    })
    await world.clock.advance(500)
    expect(drained).toBe(false)
    await world.clock.advance(5_000)
    await done
    expect((await world.rows()).every(({ state }) => state === 'sent')).toBe(true)
    expect(await world.delivery.backlog()).toEqual([
      { channel: 'telegram', queued: 0, age: 0, waiting: new Map() },
    ])
  })
})

it('claims and settles a batch by its keys, however much waits besides', async () => {
  const people = Array.from({ length: 5_000 }, (_, index) => `p${index}`)
  const world = await open({
    people,
    rows: people.flatMap((contact) => [1, 2].map((number) => ({ contact, number }))),
  })
  // A walk through all that waits at each exchange takes half a minute here; by keys it is about a second.
  const before = performance.now()
  await world.clock.advance(1_000)
  expect(world.channel.delivered).toHaveLength(10_000)
  expect(performance.now() - before).toBeLessThan(15_000)
})
