/** What `doctor`, `templates` and `post` tell the person who keeps WhatsApp running. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { command as doctor } from '../../src/cli/doctor.ts'
import { command as post } from '../../src/cli/post.ts'
import { command as templates } from '../../src/cli/templates.ts'
import { keepGroups } from '../../src/outreach/groups.ts'
import { openVault } from '../../src/privacy/open-vault.ts'
import { readSettings } from '../../src/settings.ts'
import { openDatabase } from '../../src/store/open-database.ts'
import { type CloudApi, startCloudApi } from '../fakes/cloud-api/server.ts'
import { CLOUD } from '../support/cloud-house.ts'

let folder: string
let meta: CloudApi
let env: Record<string, string>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  meta = await startCloudApi(CLOUD)
  env = {
    DATA_DIR: folder,
    PUBLIC_URL: 'https://hearback.example',
    WHATSAPP_CLOUD_TOKEN: CLOUD.token,
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: CLOUD.phoneNumberId,
    WHATSAPP_CLOUD_APP_SECRET: CLOUD.appSecret,
    WHATSAPP_CLOUD_VERIFY_TOKEN: 'verify',
    WHATSAPP_CLOUD_API_ROOT: meta.root,
  }
})
afterEach(async () => {
  await meta.close()
  rmSync(folder, { recursive: true, force: true })
})

type Command = typeof doctor
async function run(command: Command, args: readonly string[], more: Record<string, string> = {}) {
  const out: string[] = []
  const err: string[] = []
  const io = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    env: { ...env, ...more },
  }
  const code = await command.run(args, io)
  return { code, out: out.join(''), err: err.join('') }
}
async function findings(more: Record<string, string> = {}) {
  const { code, out } = await run(doctor, ['--json'], more)
  const { findings: all } = JSON.parse(out) as {
    findings: { name: string; state: string; found: string; advice?: string }[]
  }
  return { code, all, of: (name: string) => all.filter((one) => one.name === name) }
}
const body = (text: string) => [{ type: 'BODY' as const, text }]
const TEMPLATES = [
  { name: 'news', language: 'en', status: 'APPROVED', category: 'UTILITY', components: body('Hello {{1}}') },
  { name: 'news', language: 'ar', status: 'PAUSED', category: 'UTILITY', components: body('مرحبا {{1}}') },
] as const

describe('doctor', () => {
  it('finds a number that works, and what is still missing', async () => {
    meta.setTemplates(TEMPLATES)
    const { code, of } = await findings()
    expect(code).toBe(0)
    expect(of('whatsapp')).toMatchObject([{ state: 'ok' }])
    expect(of('whatsapp webhook')).toMatchObject([
      { state: 'warning', advice: expect.stringContaining('https://hearback.example/webhooks/whatsapp') },
    ])
    expect(of('whatsapp templates')).toMatchObject([
      { state: 'ok', found: expect.stringContaining('1 approved') },
      { state: 'warning', found: 'news (ar) is PAUSED' },
    ])
    expect(of('whatsapp reach')).toMatchObject([{ found: expect.stringContaining('0 people') }])
    expect(of('clock')).toEqual([])
  })

  it('tells a token that is refused, and never shows it', async () => {
    const { code, all, of } = await findings({ WHATSAPP_CLOUD_TOKEN: 'EAAB-wrong' })
    expect(code).toBe(1)
    expect(of('whatsapp')).toMatchObject([{ state: 'error', advice: expect.stringContaining('system user') }])
    expect(JSON.stringify(all)).not.toContain('EAAB')
  })

  it('tells that Meta stopped the number, and why', async () => {
    meta.setHealth('WABA', 'BLOCKED', [
      { error_code: 141006, error_description: 'There is a payment error.' },
    ])
    const { code, of } = await findings()
    expect(code).toBe(1)
    expect(of('whatsapp number')).toMatchObject([
      {
        state: 'error',
        found: expect.stringContaining('payment error'),
        advice: expect.stringContaining('by itself'),
      },
    ])
  })

  it('tells an address that Meta cannot call, and half of the settings', async () => {
    const { of } = await findings({ PUBLIC_URL: 'http://127.0.0.1:3000' })
    expect(of('whatsapp webhook')).toMatchObject([
      { state: 'error', found: expect.stringContaining('cannot call') },
    ])
    const half = await findings({ WHATSAPP_CLOUD_APP_SECRET: '' })
    expect(half.of('settings')).toMatchObject([
      { state: 'error', found: expect.stringContaining('WHATSAPP_CLOUD_APP_SECRET: not set') },
    ])
  })

  it('tells Meta’s own trouble from a token that is wrong and from a network that is down', async () => {
    meta.plan({ kind: 'server', call: 'number' })
    expect((await findings()).of('whatsapp')).toMatchObject([
      { state: 'error', found: expect.stringContaining('down for a moment') },
    ])
    meta.plan({ kind: 'refused', code: 131_031, call: 'number' })
    const [locked] = (await findings()).of('whatsapp')
    expect(locked?.found).toContain('locked')
    expect(locked?.advice).toBeUndefined()
    const away = await findings({
      WHATSAPP_CLOUD_API_ROOT: 'http://127.0.0.1:1',
      PUBLIC_URL: 'http://x.example',
    })
    expect(away.of('whatsapp')).toMatchObject([{ found: 'no answer from http://127.0.0.1:1' }])
    expect(away.of('whatsapp webhook')).toMatchObject([{ state: 'error' }])
  })

  it('says plainly what the linked device risks, and what it needs', async () => {
    const { of } = await findings({ WHATSAPP_WEB: 'on', WHATSAPP_WEB_CHROMIUM: '/nowhere/chromium' })
    expect(of('linked device')).toMatchObject([
      { state: 'warning', found: expect.stringContaining('bans numbers') },
    ])
    expect(of('chromium')).toMatchObject([
      { state: 'error', advice: expect.stringContaining('apt-get install') },
    ])
    expect(of('linked device session')).toMatchObject([{ found: 'not linked yet' }])
    expect(of('linked device settings')).toEqual([])
  })

  it('warns of settings by which the linked device looks less like a person, and takes no folder for a browser', async () => {
    const { of } = await findings({
      ...{ WHATSAPP_WEB: 'on', WHATSAPP_WEB_CHROMIUM: '/tmp' },
      ...{ WHATSAPP_WEB_REACH: 'everyone', WHATSAPP_WEB_PACE: '600' },
      ...{ WHATSAPP_WEB_VERSION: '2.3000', WHATSAPP_WEB_CACHE: '/nowhere' },
    })
    expect(of('chromium')).toMatchObject([{ state: 'error', found: 'not there: /tmp' }])
    expect(of('linked device settings').map(({ found }) => found)).toEqual([
      'people who did not write first are written to',
      '600 messages a minute: no person writes so many',
    ])
    expect(of('linked device page')).toMatchObject([{ state: 'error' }])
  })
})

describe('templates', () => {
  it('are listed, and read filled as the person would read them', async () => {
    meta.setTemplates(TEMPLATES)
    expect((await run(templates, [])).out).toContain(
      'news  en  APPROVED  UTILITY, 1 values\n    Hello {{1}}\n',
    )
    expect(await run(templates, ['--preview', 'news', '--language', 'en', '--value', 'Zubayr'])).toEqual({
      code: 0,
      out: 'Hello Zubayr\n',
      err: '',
    })
    expect(
      await run(templates, ['--preview', 'news', '--language', 'ar', '--value', 'Zubayr']),
    ).toMatchObject({
      code: 1,
      err: expect.stringContaining('is PAUSED, not approved'),
    })
    expect(await run(templates, ['--preview', 'news'])).toMatchObject({ code: 2 })
  })

  it('that cannot be read say why', async () => {
    expect(await run(templates, [], { WHATSAPP_CLOUD_TOKEN: 'EAAB-wrong' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('the token'),
    })
  })
})

describe('post', () => {
  const GROUP = { id: '120363000000000001@g.us', name: 'Youth of the river', people: 24, canPost: true }
  const fill = async (...groups: (typeof GROUP)[]) => {
    const settings = readSettings(env)
    const database = await openDatabase(settings)
    const vault = await openVault(database, settings)
    await keepGroups(database, vault, { channel: 'whatsapp-web', account: 'device' }, groups)
    await database.close()
  }
  const rows = async () => {
    const database = await openDatabase(readSettings(env))
    const found = await database.read.select().from(database.tables.outbox)
    await database.close()
    return found
  }
  const to = ['--channel', 'whatsapp-web', '--wait', '0']

  it('lists the groups, and says what to do where there is none', async () => {
    expect((await run(post, ['--channel', 'whatsapp-web', '--list'])).out).toContain('is in no group')
    await fill(GROUP)
    expect((await run(post, ['--channel', 'whatsapp-web', '--list'])).out).toBe(
      `${GROUP.id}  Youth of the river (24 people)\n`,
    )
  })

  it('queues a text with its picture for the group of that id or name, behind what it is still to get', async () => {
    await fill(GROUP)
    const image = join(folder, 'chart.png')
    writeFileSync(image, Buffer.from('89504e470d0a1a0a00', 'hex'))
    const first = await run(post, [...to, '--group', GROUP.name, '--text', 'النتائج هنا', '--image', image])
    expect(first).toMatchObject({ code: 0, err: '' })
    await run(post, [...to, '--group', GROUP.id, '--text', 'And more'])
    const found = (await rows()).sort((a, b) => a.number - b.number)
    expect(found).toMatchObject([
      { number: 1, channel: 'whatsapp-web', state: 'queued', priority: 1 },
      { number: 2 },
    ])
    expect(JSON.parse(found[0]?.body ?? '')).toMatchObject({
      message: {
        text: 'النتائج هنا',
        direction: 'rtl',
        picture: { type: 'image/png', file: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    })
    expect(found[0]?.contact).toBe(found[1]?.contact)
  })

  it.each<[string, string[], number, RegExp]>([
    ['no such group', ['--group', 'Nobody', '--text', 'x'], 1, /no group "Nobody"[\s\S]*Youth of the river/],
    ['nothing to say', ['--group', 'x'], 2, /--text or --image/],
    ['too long', ['--group', 'x', '--text', 'a'.repeat(5000)], 2, /5000 characters/],
    ['no picture there', ['--group', GROUP.id, '--image', '/nowhere.png'], 1, /cannot be read/],
    ['another channel', ['--channel', 'telegram', '--group', 'x', '--text', 'x'], 2, /whatsapp-web/],
  ])('%s: a clear word, and nothing queued', async (_, args, code, words) => {
    await fill(GROUP)
    const result = await run(post, [...to, ...args])
    expect(result).toMatchObject({ code, err: expect.stringMatching(words) })
    expect(await rows()).toEqual([])
  })

  it('the same again, while it still waits, is queued once: whoever saw no end of it tries again', async () => {
    await fill(GROUP)
    const args = [...to, '--group', GROUP.id, '--text', 'Once']
    const { out } = await run(post, args)
    expect(out).toMatch(/WHATSAPP_WEB=on.*do not post it again/)
    await run(post, args)
    expect(await rows()).toHaveLength(1)
  })

  it('two groups of one name are told apart, and where only admins write nothing is queued', async () => {
    await fill(GROUP, { ...GROUP, id: '120363000000000002@g.us' })
    expect((await run(post, [...to, '--group', GROUP.name, '--text', 'x'])).err).toContain('Several groups')
    await fill({ ...GROUP, canPost: false })
    expect((await run(post, [...to, '--group', GROUP.name, '--text', 'x'])).err).toContain('only admins')
    expect(await rows()).toEqual([])
  })
})
