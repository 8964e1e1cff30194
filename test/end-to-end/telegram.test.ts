/** The walk through the whole house: a person's first message on Telegram, to a row in the export. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, expect, test } from 'vitest'
import { exportCommand } from '../../src/cli/export.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import type { Person } from '../fakes/bot-api/person.ts'
import { type House, openHouse } from '../support/house.ts'

const CHAT = 987654321
let house: House | undefined
afterEach(() => house?.remove())

/** Answers in the flow's order; a button's label, or words to type. Arabic, in three kinds of digits. */
const ANSWERS: readonly { readonly asked: string; readonly press?: string; readonly say?: string }[] = [
  { asked: 'notice', press: 'yes' },
  { asked: 'adult', press: 'yes' },
  { asked: 'governorate', press: 'basra' },
  { asked: 'district', press: 'basra_zubayr' },
  { asked: 'safe_now', say: '٣' },
  { asked: 'change', press: 'worse' },
  { asked: 'reasons_worse', say: '1 و 3' },
  { asked: 'worries', press: 'theft' },
  { asked: 'worries', press: 'drugs' },
  { asked: 'worries', press: '~done' },
  { asked: 'incident', press: 'no' },
  { asked: 'police_work', press: 'just_ok' },
  { asked: 'authority_work', press: 'dont_know' },
  { asked: 'next_year', press: 'better' },
  { asked: 'help_most', press: 'jobs' },
  { asked: 'wish', say: '=الماء "النظيف"' },
  { asked: 'household', say: '７' },
  { asked: 'sex', press: 'female' },
  { asked: 'age_band', press: 'age_31_45' },
  { asked: 'results_notice', press: 'yes' },
  { asked: 'invite_notice', press: 'no' },
]

const STANDS = -1

const buttonsOf = (person: Person) => person.inbox().at(-1)?.reply_markup?.inline_keyboard.flat() ?? []
const endsWith = (button: object, option: string): button is { text: string; callback_data: string } =>
  'callback_data' in button && String(button.callback_data).endsWith(`:${option}`)

function dataOf(person: Person, option: string): string {
  const button = buttonsOf(person).find((one) => endsWith(one, option))
  if (button === undefined) throw new Error(`the question that stands has no button ${option}`)
  return 'callback_data' in button ? button.callback_data : ''
}

const labelOf = (person: Person, option: string): string =>
  buttonsOf(person).find((one) => endsWith(one, option))?.text ?? ''

test.each(['polling', 'webhook'] as const)(
  'a pulse taken by %s is exported as it was answered',
  async (mode) => {
    house = await openHouse({ TELEGRAM_MODE: mode })
    const { fake, lines, settings, stop } = house
    const person = fake.person({ id: CHAT, first_name: 'Zaynab', language_code: 'ar' })
    person.says('/start iraq_safety-pulse')
    let heard = 0
    for (const { press, say } of ANSWERS) {
      // The next question has come, behind what is only told; a tick only draws the one that stands anew.
      if (heard !== STANDS)
        await fake.until(() => person.inbox().length > heard && buttonsOf(person).length > 0)
      heard = person.inbox().length
      if (say !== undefined) person.says(say)
      else if (press !== undefined) person.presses({ data: dataOf(person, press) })
      if (press === 'theft' || press === 'drugs') {
        await fake.until(() => labelOf(person, press).startsWith('✓'))
        heard = STANDS
      }
    }
    await fake.until(() => person.inbox().length > heard)
    await fake.settled()
    await fake.until(() => fake.unanswered.size === 0)

    expect(fake.calls.filter(({ status }) => status !== 200 && status !== 0)).toEqual([])
    expect(fake.commands.size).toBeGreaterThanOrEqual(3)
    await stop()

    const file = join(settings.DATA_DIR, 'answers.csv')
    const printed: string[] = []
    const io = { out: () => undefined, err: (text: string) => printed.push(text), env: {} }
    const code = await exportCommand(() => openDatabase(settings)).run(
      ['answers', '--programme', 'iraq', '--flow', 'safety-pulse', '--output', file],
      io,
    )
    expect({ code, printed: printed.filter((text) => /error/i.test(text)) }).toEqual({ code: 0, printed: [] })
    const text = readFileSync(file, 'utf8')
    expect(text.startsWith('\uFEFF')).toBe(true)
    const [names = [], , , ...rows] = parse(text, { bom: true }) as string[][]
    expect(rows).toHaveLength(1)
    const row = Object.fromEntries(names.map((name, index) => [name, rows[0]?.[index]]))
    expect(row).toMatchObject({
      channel: 'telegram',
      adult: 'yes',
      district: 'basra_zubayr',
      safe_now: 'generally_unsafe',
      change: 'worse',
      reasons_worse: 'attacks tribal',
      worries: 'theft drugs',
      incident: 'no',
      reported: '-99',
      authority_work: '-98',
      wish: '\'=الماء "النظيف"',
      household: '7',
      sex: 'female',
      age_band: 'age_31_45',
    })
    // The address is nowhere but in the vault: not in a log line, not in the file on disk, not in the export.
    expect(lines.join('')).not.toContain(String(CHAT))
    expect(lines.join('')).not.toContain('Zaynab')
    expect(text).not.toContain(String(CHAT))
    expect(readFileSync(join(settings.DATA_DIR, 'hearback.sqlite')).includes(String(CHAT))).toBe(false)
  },
)
