/** What a flow's `share:` step tells to whom. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { houseOf } from '../../src/engine/house.ts'
import type { Session } from '../../src/engine/session.ts'
import type { Filter, ShownFinding, Weighting } from '../../src/findings/finding.ts'
import type { Program } from '../../src/flow/program.ts'
import { textsOf } from '../../src/language/texts.ts'
import { SHARED_TEXT } from '../../src/limits.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'
import type { Database } from '../../src/store/database.ts'
import { publishPrograms } from '../../src/store/programs.ts'
import { insertRound, moveRound, type RoundRow } from '../../src/store/rounds.ts'
import { insertSnapshot } from '../../src/store/survey.ts'
import { createSharedFindings, type SharedFindings } from '../../src/survey/shared-findings.ts'
import type { DatedFinding, Snapshot } from '../../src/survey/snapshots.ts'
import { common } from '../fixtures/common.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'
import { openWorld } from '../support/world.ts'

const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
const pulse = programmes.flatMap(({ programs }) => programs).find(({ flow }) => flow === 'safety-pulse')
if (pulse === undefined) throw new Error('the sample pulse is not sound')

const T0 = Date.UTC(2019, 9, 3)
const DAY = 24 * 3_600_000

describe.each(DIALECTS)('what others answered, on %s', (dialect) => {
  let opened: TestDatabase
  let shared: SharedFindings
  beforeEach(async () => {
    opened = await testDatabase(dialect)
    await publishPrograms(opened.database, [pulse], T0)
    shared = sharedOf(opened.database)
  })
  afterEach(() => opened.remove())

  const heard = async (place: string | null, language = 'en', question = 'safe_now') => {
    await shared.refresh()
    return plain(shared.tell(pulse, slotOf(question), session({ place, language }))?.text ?? '')
  }
  const round = async (more: Partial<RoundRow>, findings: readonly DatedFinding[], number = 1) => {
    const row = roundRow(more)
    await insertRound(opened.database, row)
    await snapshot(opened.database, row, findings, number)
    return row
  }

  it('is that nobody can tell yet, while no round has anything', async () => {
    expect(await heard('basra_zubayr')).toMatch(/^Not enough people have answered yet/)
    await round({ state: 'open' }, [])
    expect(await heard(null)).toMatch(/^Not enough people have answered yet/)
  })

  it('is what people of the same district said in a closed round, else of the governorate, else all', async () => {
    await round({}, [
      safe(400),
      safe(200, in_('basra')),
      safe(60, in_('basra_zubayr')),
      safe(12, [...in_('basra_faw'), { by: 'sex', ids: ['female'] }]),
      safe(20, [{ by: 'place', ids: ['basra_faw', 'basra_qurna'] }]),
    ])
    expect(await heard('basra_zubayr')).toContain('of the 60 people who answered in Al-Zubayr')
    expect(await heard('basra_faw')).toContain('of the 200 people who answered in Basra')
    expect(await heard('kirkuk_daquq')).toContain('of the 400 people who answered said')
    expect(await heard(null)).toContain('of the 400 people who answered said')
    expect(await heard('basra_zubayr')).toContain('Asked in October 2019.')
  })

  it('is what everybody said so far while a round is open, with its day, whoever it was that joined since', async () => {
    await round({ id: 'first' }, [safe(400), safe(60, in_('basra_zubayr'))])
    const open = { id: 'second', number: 2, state: 'open' as const, opened_at: T0 + 300 * DAY }
    // Groups of a round that is open may be in its snapshot, and are told nowhere.
    const row = await round(open, [safe(31, [], T0 + 301 * DAY), safe(11, in_('basra_zubayr'))])
    expect(await heard('basra_zubayr')).toContain('of the 31 people who answered said')
    expect(await heard('basra_zubayr')).toContain('As of 30 July 2020; the survey is still open.')
    await snapshot(opened.database, row, [safe(45, [], T0 + 302 * DAY)], 2)
    expect(await heard('basra_zubayr')).toContain('of the 45 people')
    await moveRound(opened.database, row, ['open'], { state: 'closing', closed_at: T0 + 303 * DAY })
    expect(await heard('basra_zubayr')).toMatch(/As of 31 July 2020\. They/)
  })

  it('is of an older round where the newest has nothing to tell of that question', async () => {
    await round({ id: 'first' }, [safe(400)])
    const withheld = { ...withheldSafe, at: T0 + 300 * DAY }
    await round({ id: 'second', number: 2, state: 'open', opened_at: T0 + 300 * DAY }, [withheld])
    expect(await heard(null)).toContain('of the 400 people')
  })

  it('says when answers are made up, when figures are weighted, and always who is missing', async () => {
    const made = roundRow({ made_up: true })
    await insertRound(opened.database, made)
    const weighting: Weighting = { state: 'raked', margins: ['place', 'sex'], designEffect: 1.2, trimmed: 0 }
    await snapshot(opened.database, made, [safe(400)], 1, weighting)
    const text = await heard(null)
    expect(text).toContain('These figures are made up')
    expect(text).toContain('Percentages are adjusted so that each place and sex counts by its real size.')
    expect(text).toContain('the least safe places are the hardest to reach')
  })

  it.each(['ar', 'ckb', 'en'])('fits one message in %s, whatever is told', async (language) => {
    const made = roundRow({ made_up: true })
    await insertRound(opened.database, made)
    const weighting: Weighting = { state: 'raked', margins: ['place', 'sex'], designEffect: 1.2, trimmed: 0 }
    const flags = ['small', 'wide', 'half_way', 'wording'] as const
    const worst = [safe(45, in_('salahaddin_tuz')), worries(45, in_('salahaddin_tuz')), household(45)].map(
      (one) => ({ ...one, flags }),
    )
    await snapshot(opened.database, made, worst, 1, weighting)
    await shared.refresh()
    for (const question of ['safe_now', 'worries', 'household']) {
      const who = session({ place: 'salahaddin_tuz', language })
      const message = shared.tell(pulse, slotOf(question), who)
      expect(message).toMatchObject({ language, direction: language === 'en' ? 'ltr' : 'rtl' })
      expect(message?.text.length, question).toBeLessThanOrEqual(SHARED_TEXT)
      // Cut nowhere: the caveat stands whole at the end.
      expect(message?.text).toMatch(/[.؟!]$/)
    }
  })

  it('gives the largest figures that the sentence has not given', async () => {
    await round({}, [safe(400), worries(400), household(400)])
    const figures = async (question: string) =>
      (await heard(null, 'en', question)).split('\n').filter((line) => line.startsWith('•'))
    expect(await figures('safe_now')).toEqual([])
    expect(await figures('worries')).toEqual([
      '• Armed clashes: 30%',
      '• Kidnapping: 22%',
      '• Mines and explosives: 14%',
    ])
    expect(await figures('household')).toEqual([
      '• Under 3: 11%',
      '• From 3 to 5: 36%',
      '• From 6 to 9: 43%',
      '• 10 or more: 10%',
    ])
  })

  it('is nothing for a flow that shares nothing any more', async () => {
    const silent = createSharedFindings({
      ...portsOf(opened.database),
      programs: [{ ...pulse, code: pulse.code.filter(({ kind }) => kind !== 'share') }],
    })
    await silent.refresh()
    expect(silent.tell(pulse, slotOf('safe_now'), session({ place: null }))).toBeUndefined()
  })
})

describe('a person who gets to the step', () => {
  let opened: TestDatabase
  beforeEach(async () => {
    opened = await testDatabase('sqlite')
  })
  afterEach(() => opened.remove())

  it('is told in its place among the messages, and asked on', async () => {
    await publishPrograms(opened.database, [pulse], T0)
    const before = roundRow({ id: 'before', number: 0 })
    await insertRound(opened.database, before)
    await snapshot(opened.database, before, [safe(400), safe(60, in_('basra_zubayr'))], 1)
    const shared = sharedOf(opened.database)
    await shared.refresh()
    const world = await openWorld(opened.database, { shared: shared.tell })
    const person = world.person('600')
    await person.begins()
    await person.walks('age_band')
    const count = (await person.said()).length
    const receipt = await person.presses('age_18_30')
    const texts = (await person.said()).slice(count).map(({ text }) => plain(text).split('\n')[0])
    expect(texts).toEqual([
      'What others said',
      expect.stringMatching(/^Would you like us to send you the results/),
    ])
    expect(receipt.messages?.map(({ text }) => text)).toEqual(
      (await person.said()).slice(count).map(({ text }) => text),
    )
    // What was told is no question: the one that stands is the next.
    expect((await person.question())?.id).toBe('results_notice')
    await person.presses('yes')
    expect((await person.question())?.id).toBe('invite_notice')
  })

  it('is passed over where nothing is kept at hand, as in a tool without findings', async () => {
    const world = await openWorld(opened.database)
    const person = world.person('600')
    await person.begins()
    await person.walks('age_band')
    const count = (await person.said()).length
    await person.presses('age_18_30')
    expect((await person.said()).slice(count)).toHaveLength(1)
  })
})

const portsOf = (database: Database) => ({
  database,
  programs: [pulse],
  house: houseOf(common),
  texts: textsOf(readTexts('locales', 'findings'), ['en']),
})
const sharedOf = (database: Database) => createSharedFindings(portsOf(database))

const slotOf = (id: string) => pulse.questions.findIndex((question) => question.id === id)

/** Without the invisible signs around what is inserted. */
const plain = (text: string) => text.replaceAll(/[\u200F\u2066-\u2069]/g, '')

function session({ place, language = 'en' }: { place: string | null; language?: string }): Session {
  const answers = (pulse as Program).questions.map(({ as }) => {
    if (as !== 'place') return null
    return place ?? { nonanswer: 'no_answer' }
  })
  const id = '0190a0a0-0000-7000-8000-00000000abcd'
  const rest = { cursor: 0, ask: 1, picked: [], misses: 0, aside: null, last: null, outcome: null }
  return { id, program: (pulse as Program).hash, language, answers, ...rest }
}

const roundRow = (more: Partial<RoundRow>): RoundRow => ({
  id: 'round',
  programme: 'iraq',
  flow: 'safety-pulse',
  number: 1,
  name: '2019',
  state: 'closed',
  made_up: false,
  opened_at: T0,
  closed_at: null,
  program: (pulse as Program).hash,
  places: null,
  targets: null,
  opens_at: null,
  closes_at: null,
  summary: null,
  ...more,
})

async function snapshot(
  database: Database,
  { id }: RoundRow,
  findings: readonly DatedFinding[],
  number: number,
  weighting: Weighting = { state: 'none' },
): Promise<void> {
  const body: Snapshot = { respondents: 400, rows: 400, programs: [], leftOut: null, weighting, findings }
  await insertSnapshot(database, { round: id, number, at: T0 + number, respondents: 400, body })
}

const in_ = (place: string): Filter[] => [{ by: 'place', ids: [place] }]

type Dated = ShownFinding & Pick<DatedFinding, 'at'>

const shown = (base: number, of: readonly Filter[], at = T0): Omit<Dated, 'question' | 'kind' | 'cells'> => ({
  ...{ state: 'shown', base, of, hidden: [], nonanswers: null, flags: [], at },
})
const cells = (shares: Readonly<Record<string, number>>) =>
  Object.entries(shares).map(([option, percent]) => ({ options: [option], count: percent, percent }))

const SAFE = { almost_always_safe: 27, generally_safe: 33, generally_unsafe: 26, almost_always_unsafe: 14 }
const safe = (base: number, of: readonly Filter[] = [], at = T0): Dated => ({
  ...{ ...shown(base, of, at), question: 'safe_now', kind: 'choose', cells: cells(SAFE) },
})
const WORRIES = { theft: 41, clashes: 30, kidnapping: 22, tribal: 12, drugs: 35, remnants: 14, none: 10 }
const worries = (base: number, of: readonly Filter[] = []): Dated => ({
  ...{ ...shown(base, of), question: 'worries', kind: 'choose_many', cells: cells(WORRIES) },
})
const BANDS = { 'band_~_3': 11, band_3_6: 36, band_6_10: 43, 'band_10_~': 10 }
const household = (base: number): Dated => ({
  ...{ ...shown(base, []), question: 'household', kind: 'number', cells: cells(BANDS) },
  numbers: { median: 6, lowerQuartile: 4, upperQuartile: 8 },
})
const withheldSafe = {
  question: 'safe_now',
  kind: 'choose',
  of: [],
  state: 'withheld',
  reason: 'few',
} as const
