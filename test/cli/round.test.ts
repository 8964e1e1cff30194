/** What somebody who runs a round types, and what they are told. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { roundCommand } from '../../src/cli/round.ts'
import { readMoment } from '../../src/cli/rounds/moments.ts'
import { CLOSING_TIME } from '../../src/limits.ts'
import { readDeeds } from '../../src/store/audit.ts'
import { publishPrograms } from '../../src/store/programs.ts'
import { readRounds } from '../../src/store/rounds.ts'
import { cutClosedRounds } from '../../src/survey/cut-rounds.ts'
import { openRound } from '../../src/survey/rounds.ts'
import { pulse, respondents } from '../fixtures/pulse.ts'
import { seedRespondents, T0 } from '../fixtures/seed-round.ts'
import { sqliteDatabase, type TestDatabase } from '../support/databases.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let opened: TestDatabase
beforeEach(async () => {
  opened = sqliteDatabase()
  await publishPrograms(opened.database, [pulse], T0)
})
afterEach(() => opened.remove())

async function run(line: string, now = T0) {
  const [out, err]: [string[], string[]] = [[], []]
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    env: {},
  }
  const command = roundCommand(
    async () => opened.again(),
    () => now,
  )
  const code = await command.run(line.split(' '), io)
  return { code, out: out.join(''), err: err.join('') }
}
const FLOW = '--programme iraq --flow pulse'
const rounds = () => readRounds(opened.database, 'iraq', 'pulse')

describe('hearback round', () => {
  test('plans a round, opens it, pauses it, lets people in again and closes it', async () => {
    const plan = await run(`plan ${FLOW} --name 2026 --place basra --target all=40 --by amal`)
    expect(plan).toEqual({ code: 0, out: 'Planned: iraq/pulse round 1 (2026). It opens by hand.\n', err: '' })
    expect((await run(`open ${FLOW} --by amal`, T0 + 1)).out).toBe('Opened: iraq/pulse round 1 (2026).\n')
    expect((await run(`pause ${FLOW}`, T0 + 2)).out).toContain('Paused: iraq/pulse round 1 (2026).')
    expect((await run(`resume ${FLOW}`, T0 + 3)).out).toContain('Open again')
    expect((await run(`close ${FLOW}`, T0 + 4)).out).toContain(
      'Closing: iraq/pulse round 1 (2026). The link is cut after',
    )
    const [round] = await rounds()
    expect(round).toMatchObject({ state: 'closing', places: ['basra'], targets: { all: 40 } })
    const deeds = await readDeeds(opened.database, round?.id ?? '')
    expect(deeds.map(({ action }) => action)).toEqual([
      ...['round.plan', 'round.open', 'round.pause', 'round.resume', 'round.close'],
    ])
    expect(deeds.map(({ actor }) => actor).slice(0, 2)).toEqual(['amal', 'amal'])
    expect(deeds.at(-1)?.actor).not.toBe('')
  })

  test('opens a new one at once where none is planned, or where details say that it is another', async () => {
    expect((await run(`open ${FLOW} --closes 30d`)).out).toBe('Opened: iraq/pulse round 1 (2026-05).\n')
    expect((await rounds())[0]).toMatchObject({ closes_at: T0 + 30 * DAY })
    await run(`close ${FLOW}`)
    await run(`plan ${FLOW}`)
    expect((await run(`open ${FLOW} --name extra`)).out).toBe('Opened: iraq/pulse round 3 (extra).\n')
    expect((await rounds()).map(({ state }) => state)).toEqual(['closing', 'planned', 'open'])
  })

  test.each([
    ['open', '1', 'round 1 (2026-05) is closed, not planned. A round that was closed never opens again'],
    ['resume', '1', 'is closed, not paused'],
    ['close', '1', 'is closed, not open'],
    ['remove', '1', 'is closed, not planned'],
    ['open', '9', 'has no round 9. It has: 1.'],
  ])('%s does not touch round %s: it says why', async (what, number, reason) => {
    await run(`open ${FLOW}`)
    await run(`close ${FLOW}`)
    await cutClosedRounds(opened.database, T0 + CLOSING_TIME)
    const told = await run(`${what} ${FLOW} --round ${number}`)
    expect(told).toMatchObject({ code: 1, out: '' })
    expect(told.err).toContain(reason)
    expect((await rounds()).map(({ state }) => state)).toEqual(['closed'])
  })

  test('of two planned ones asks which', async () => {
    await run(`plan ${FLOW}`)
    await run(`plan ${FLOW}`)
    const told = await run(`open ${FLOW}`)
    expect(told).toMatchObject({
      code: 1,
      err: 'Several rounds are planned: 1, 2. Say which one with --round.\n',
    })
    expect((await run(`open ${FLOW} --round 2`)).code).toBe(0)
    expect((await run(`remove ${FLOW} --round 1`)).out).toContain('Removed: iraq/pulse round 1')
    expect((await run(`open ${FLOW} --name more`)).err).toContain('Already open: iraq/pulse round 2')
  })

  test.each([
    ['plan --place basrah', 1, 'Did you mean basra?'],
    ['plan --target sex.woman=5', 1, 'There are: female, male.'],
    ['plan --target basra=5', 1, 'names no group'],
    ['plan --closes 30d', 1, 'counts from --opens, which is missing'],
    ['plan --opens 2026-02-31', 1, '--opens is a date (2027-03-01)'],
    ['plan --opens 2026-06-10 --closes 2026-06-09', 1, 'close before it opens'],
    ['plan --closes 2026-01-01', 1, 'close in the past'],
    ['pause', 1, 'has no open round. See: hearback round list'],
    ['show', 1, 'has no round in this store'],
    ['pause --name x', 2, '`round pause` takes no --name'],
    ['list --round 1', 2, '`round list` takes no --'],
    ['show --round one', 2, '--round is the number of a round; given: one'],
    ['reopen', 2, 'What to do is one of list, show, plan, open, pause, resume, close, remove; given: reopen'],
    ['plan --colour red', 2, '--colour'],
  ])('%s ends with %i and the reason', async (line, code, reason) => {
    const [what, ...more] = line.split(' ')
    const told = await run([what, FLOW, ...more].join(' '))
    expect(told).toMatchObject({ code, out: '' })
    expect(told.err).toContain(reason)
    expect(await rounds()).toEqual([])
  })

  test('needs a flow, and a published one', async () => {
    expect(await run('plan --programme iraq')).toMatchObject({ code: 2 })
    const told = await run('plan --programme iraq --flow nothing')
    expect(told).toMatchObject({ code: 1 })
    expect(told.err).toContain('Start the server once: hearback serve')
  })
})

describe('hearback round list', () => {
  test('has a line for every round, also for programs', async () => {
    expect((await run('list')).out).toContain('There is no round yet')
    await run(`open ${FLOW} --closes 2026-06-01`)
    await run(`plan ${FLOW} --opens 2026-07-01`)
    expect((await run('list')).out).toBe(
      [
        'iraq/pulse round 1 (2026-05): open, opened 2026-05-04 09:00 UTC, closes 2026-06-02 00:00 UTC',
        'iraq/pulse round 2 (2026-07): planned, opens 2026-07-01 00:00 UTC\n',
      ].join('\n'),
    )
    const rows = JSON.parse((await run('list --json')).out)
    expect(rows).toMatchObject([
      { number: 1, state: 'open', opened: '2026-05-04T09:00:00.000Z', closes: '2026-06-02T00:00:00.000Z' },
      { number: 2, state: 'planned', opened: null, opens: '2026-07-01T00:00:00.000Z' },
    ])
  })
})

describe('hearback round show', () => {
  async function seeded() {
    const { database } = opened
    const targets = { all: 100, place: { basra: 30 }, sex: { female: 20, male: 50 } }
    const flow = { programme: 'iraq', flow: 'pulse', program: pulse.hash, targets }
    const { round } = await openRound(database, flow, T0)
    const people = respondents(40, (at) =>
      at < 36
        ? { district: 'basra_faw', safe_now: 'safe', sex: at < 3 ? 'female' : 'male' }
        : { district: 'basra_faw', ...(at < 39 ? { safe_now: 'safe' } : {}) },
    ).map((person, at) => ({ ...person, finished: at < 36 }))
    await seedRespondents(database, round, people)
    await database.write(({ insert }) =>
      insert(database.tables.outcomes, [{ round: round.id, outcome: 'declined', count: 10 }]),
    )
    await database.write(({ insert }) =>
      insert(database.tables.charges, [
        { round: round.id, channel: 'whatsapp-cloud', category: 'utility', count: 12 },
      ]),
    )
    return round
  }

  test('tells how far people came and how many are missing, and does not count a few', async () => {
    await seeded()
    const { code, out } = await run(`show ${FLOW}`)
    expect(code).toBe(0)
    const lines = out.split('\n').map((line) => line.trim().replace(/ +/g, ' '))
    expect(lines).toEqual(
      expect.arrayContaining([
        'iraq/pulse round 1 (2026-05)',
        'State open since 2026-05-04 09:00 UTC',
        'Places all',
        'Billable 12 utility (whatsapp-cloud)',
        'Reached 50 100 % began a conversation',
        'Finished 36 72 % came to the end',
        'Declined 10 20 % said no thanks',
        'Left under 5 left, and their conversation is over',
        'under 5 worries: What worries you?',
        'everybody 36 of 100 ███████░░░░░░░░░░░░░ 64 missing',
        'Basra 36 of 30 ████████████████████ reached',
        'female (en) under 5 of 20 ░░░░░░░░░░░░░░░░░░░░',
        'male (en) 33 of 50 █████████████░░░░░░░ 17 missing',
      ]),
    )
    expect(out).not.toMatch(/\b3 of\b/)
  })

  test('says the same to a program', async () => {
    await seeded()
    const shown = JSON.parse((await run(`show ${FLOW} --round 1 --json`)).out)
    expect(shown).toMatchObject({
      ...{ number: 1, state: 'open', minimum: 5, waits: [] },
      billable: [{ channel: 'whatsapp-cloud', category: 'utility', count: 12 }],
      progress: {
        reached: { count: 50, percent: 100 },
        expired: { count: 'few', percent: null },
        targets: [
          { by: 'all', target: 100, count: 36, missing: 64 },
          { by: 'place', id: 'basra', count: 36, missing: 0 },
          { by: 'sex', id: 'female', count: 'few', missing: null },
          { by: 'sex', id: 'male', count: 33, missing: 17 },
        ],
      },
    })
  })

  test('speaks of questions in the language asked for', async () => {
    await seeded()
    expect((await run(`show ${FLOW} --language ar`)).out).toContain('female (ar)')
  })

  test('of a planned round tells what it waits for', async () => {
    await run(`open ${FLOW}`)
    await run(`plan ${FLOW} --opens 1d --place basra_faw --target all=50`)
    const { out } = await run(`show ${FLOW} --round 2`)
    expect(out).toContain('planned, opens 2026-05-05 09:00 UTC')
    expect(out).toContain('iraq/pulse round 1 (2026-05) is open: that one closes first.')
    expect(out).toContain('Al-Faw')
    const places = pulse.places.filter(({ code }) => code !== 'basra_faw')
    await publishPrograms(opened.database, [{ ...pulse, hash: 'pulse-two-00', places }], T0)
    expect((await run(`show ${FLOW} --round 2`)).out).toContain('basra_faw is no place that pulse asks for')
    await run(`close ${FLOW}`)
    expect(await run(`open ${FLOW} --round 2`)).toMatchObject({ code: 1, out: '' })
  })

  test('of a round without people is no table of noughts', async () => {
    await run(`open ${FLOW}`)
    expect((await run(`show ${FLOW}`)).out).toContain('Nobody has begun a conversation of this round.')
  })
})

describe('a moment as it is typed', () => {
  test.each([
    ['2027-03-01', 'begins', Date.UTC(2027, 2, 1)],
    ['2027-03-31', 'ends', Date.UTC(2027, 3, 1)],
    ['2027-03-01T09:00', 'begins', Date.UTC(2027, 2, 1, 9)],
    ['2027-03-01 09:00', 'ends', Date.UTC(2027, 2, 1, 9)],
    ['2027-03-01T09:00+03:00', 'begins', Date.UTC(2027, 2, 1, 6)],
    ['2027-03-01T09:00Z', 'begins', Date.UTC(2027, 2, 1, 9)],
    ['14d', 'begins', T0 + 14 * DAY],
    ['36h', 'ends', T0 + 36 * HOUR],
    ['90m', 'ends', T0 + 1.5 * HOUR],
    ['2027-02-31', 'begins', undefined],
    ['2027-02-31T09:00', 'begins', undefined],
    ['1.3.2027', 'begins', undefined],
    ['tomorrow', 'begins', undefined],
    ['d', 'begins', undefined],
  ] as const)('%s %s at %s', (words, day, at) => {
    expect(readMoment(words, day, T0)).toBe(at)
  })
})
