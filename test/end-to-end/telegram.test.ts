/** The walk through the whole house: a person's first message on Telegram, to a row in the export. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { exportCommand } from '../../src/cli/export.ts'
import { createLog } from '../../src/log.ts'
import { readSettings } from '../../src/settings.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import type { Person } from '../fakes/bot-api/person.ts'
import { startBotApi } from '../fakes/bot-api/server.ts'

const TOKEN = '4711:end-to-end'
const CHAT = 987654321
const ending: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

/** The server as it runs for real, but for Telegram's address and pace. */
async function startHouse(mode: 'polling' | 'webhook') {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  ending.push(() => rmSync(folder, { recursive: true, force: true }))
  const fake = await startBotApi({ token: TOKEN })
  ending.push(() => fake.close())
  const port = await freePort()
  const settings = readSettings({
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: fake.root,
    TELEGRAM_MODE: mode,
    TELEGRAM_WEBHOOK_SECRET: 'secret',
    TELEGRAM_PACE: '1000',
    TELEGRAM_GAP: '0',
  })
  const lines: string[] = []
  const app = await createApp(
    settings,
    createLog('debug', (line) => lines.push(line)),
  )
  await app.start()
  ending.push(() => app.stop())
  return { app, fake, lines, settings }
}

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
    const { fake, lines, settings } = await startHouse(mode)
    const person = fake.person({ id: CHAT, first_name: 'Zaynab', language_code: 'ar' })
    person.says('/start iraq_safety-pulse')
    let heard = 0
    for (const { press, say } of ANSWERS) {
      // The next question has come; a tick only draws the one that stands anew.
      if (heard !== STANDS) await fake.until(() => person.inbox().length > heard)
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
    for (const end of ending.splice(2).reverse()) await end()

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

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
