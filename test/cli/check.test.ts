import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { command, flowSchemaText } from '../../src/cli/check.ts'

const root = resolve(import.meta.dirname, '../..')
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-'))
  for (const dir of ['flows/test', 'locales/en/test']) mkdirSync(join(folder, dir), { recursive: true })
  writeFileSync(
    join(folder, 'flows/test/programme.yaml'),
    'name: { en: Test }\nlanguages: [en]\nstart: pulse\n',
  )
  writeFileSync(join(folder, 'flows/test/pulse.yaml'), 'title: Pulse\nremind: [4h]\nsteps:\n  - say: hello\n')
  writeFileSync(
    join(folder, 'locales/en/test/pulse.json'),
    '{ "title": "Pulse", "hello": { "text": "Hello" } }',
  )
  writeFileSync(join(folder, 'locales/en/common.json'), '{}')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: string[]) {
  const said = { out: '', err: '' }
  const code = await command.run(args, {
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    env: { FLOWS_DIR: join(folder, 'flows'), LOCALES_DIR: join(folder, 'locales') },
  })
  return { code, ...said }
}

const spoil = () =>
  writeFileSync(
    join(folder, 'flows/test/pulse.yaml'),
    'title: Pulse\nsteps:\n  - say: helo\n    wen: x\n  - say: bye\n',
  )

describe('hearback check', () => {
  it('exits 0 on sound flows, notices or not, and says how many there are', async () => {
    const { code, out } = await run()
    expect(code).toBe(0)
    expect(out).toMatch(/pulse\.yaml:2:1 notice .*not-acting/)
    expect(out).toMatch(/^1 sound flow in 1 programme: 0 errors, 1 notice\.$/m)
  })

  it('exits 1 on a mistake and prints all of them, each with its place', async () => {
    spoil()
    const { code, out } = await run()
    expect(code).toBe(1)
    expect(out).toMatch(/pulse\.yaml:4:5\s+error .*`wen`.*Did you mean `when`\?/)
    expect(out).toMatch(/pulse\.json:1:1\s+error .*`bye\.text` is missing in en/)
    expect(out).toMatch(/^0 sound flows in 1 programme: \d errors, 0 notices\.$/m)
  })

  it('prints the same as JSON', async () => {
    spoil()
    const { code, out } = await run('--json')
    const told: unknown = JSON.parse(out)
    expect(code).toBe(1)
    expect(told).toMatchObject({
      programmes: [{ name: 'test', flows: [] }],
      notices: 0,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({
          severity: 'error',
          line: 4,
          column: 5,
          code: 'unknown-key',
          suggestion: 'when',
          allowed: expect.arrayContaining(['say', 'when']),
        }),
      ]),
    })
  })

  it('exits 2 on an unknown option, and shows its help', async () => {
    const { code, err } = await run('--jsno')
    expect(code).toBe(2)
    expect(err).toContain('Usage: hearback check')
  })

  it('finds nothing wrong with the sample programme', async () => {
    let said = ''
    const out = (text: string): void => {
      said += text
    }
    const env = { FLOWS_DIR: join(root, 'flows'), LOCALES_DIR: join(root, 'locales') }
    expect(await command.run([], { out, err: out, env }), said).toBe(0)
  })
})

describe('hearback check --channels', () => {
  const ask = (options: string, yaml: string) => {
    writeFileSync(
      join(folder, 'flows/test/pulse.yaml'),
      `title: Pulse\nsteps:\n  - ask: safe\n    choose: [${yaml}]\n  - ask: why\n    choose_many: [theft, drugs]\n  - ask: wish\n    text: { max: 500 }\n`,
    )
    writeFileSync(
      join(folder, 'locales/en/test/pulse.json'),
      `{ "title": "Pulse", "safe": { "text": "Safe?", "options": ${options} },
        "why": { "text": "Why?", "options": { "theft": "Theft", "drugs": "Drugs" } }, "wish": { "text": "Wish?" } }`,
    )
  }

  it('tells which questions have no buttons where, in which languages, and why', async () => {
    ask('{ "yes": "Almost always safe", "no": "Almost never safe here" }', 'yes, no')
    const { code, out } = await run('--channels')
    expect(code).toBe(0)
    expect(out.slice(out.indexOf('test/pulse:'))).toBe(`test/pulse: not shown as buttons
  WhatsApp (Cloud API)
    safe  list      all  “Almost never safe here” has 22 characters, 20 fit a button
    why   numbered  all  several answers
  WhatsApp (linked device)
    every question  numbered  all  a linked device has no buttons

1 sound flow in 1 programme: 0 errors, 1 notice.
`)
  })

  it('keeps within 100 columns', async () => {
    ask(`{ "yes": "${'Safe at '.repeat(8)}", "no": "No" }`, 'yes, no')
    const { out } = await run('--channels')
    const table = out.slice(out.indexOf('test/pulse:')).split('\n')
    expect(table.filter((line) => line.length > 100)).toEqual([])
    expect(table).toContain(
      '    safe  described list  all  “Safe at Safe at Safe at Safe …” has 64 characters, 24 fit a line of',
    )
  })

  it('shows beside each other the languages that differ', async () => {
    writeFileSync(
      join(folder, 'flows/test/programme.yaml'),
      'name: { en: Test, ckb: Test }\nlanguages: [ckb, en]\nstart: pulse\n',
    )
    for (const language of ['en', 'ckb']) {
      mkdirSync(join(folder, 'locales', language, 'test'), { recursive: true })
      writeFileSync(
        join(folder, 'locales', language, 'common.json'),
        JSON.stringify({
          options: { no_answer: language === 'ckb' ? 'x'.repeat(23) : 'I prefer not to say' },
        }),
      )
      writeFileSync(
        join(folder, 'locales', language, 'test/pulse.json'),
        '{ "title": "Pulse", "sex": { "text": "Sex?", "options": { "female": "Woman", "male": "Man" } } }',
      )
    }
    writeFileSync(
      join(folder, 'flows/test/pulse.yaml'),
      'title: Pulse\nsteps:\n  - ask: sex\n    choose: [female, male]\n    also: [no_answer]\n',
    )
    const { out } = await run('--channels')
    expect(out).toContain(`  WhatsApp (Cloud API)
    sex  list     ckb  “${'x'.repeat(23)}” has 23 characters, 20 fit a button
         buttons  en
`)
  })

  it('gives programs every form, buttons included', async () => {
    ask('{ "yes": "Yes", "no": "No" }', 'yes, no')
    const { shown }: { shown: readonly object[] } = JSON.parse((await run('--channels', '--json')).out)
    expect(shown).toHaveLength(8)
    const base = { programme: 'test', flow: 'pulse', language: 'en' }
    expect(shown).toContainEqual({ ...base, question: 'safe', channel: 'whatsapp-cloud', form: 'buttons' })
    expect(shown).toContainEqual({
      ...base,
      question: 'why',
      channel: 'whatsapp-cloud',
      form: 'numbered',
      reason: 'several answers',
    })
    expect(JSON.parse((await run('--json')).out)).not.toHaveProperty('shown')
  })

  it('still lists what is wrong when the built-in texts cannot be read', async () => {
    writeFileSync(join(folder, 'locales/en/common.json'), '{')
    const { code, out } = await run('--channels')
    expect(code).toBe(1)
    expect(out).toMatch(/common\.json:1:\d+\s+error/)
  })

  it('is told of by --help', () => {
    expect(command.help).toMatch(/--channels .*\n.*--json .*\n.*"shown"/)
  })
})

describe('the schema for editors', () => {
  const schema: object = JSON.parse(flowSchemaText())

  it('is the one in docs/: run `npx hearback check --schema > docs/flow.schema.json` when it is not', () => {
    expect(JSON.parse(readFileSync(join(root, 'docs/flow.schema.json'), 'utf8'))).toEqual(schema)
  })

  const validate = new Ajv2020({ strict: false }).compile(schema)

  it('takes the sample flow', () => {
    expect(
      validate(parse(readFileSync(join(root, 'flows/iraq/safety-pulse.yaml'), 'utf8'))),
      JSON.stringify(validate.errors),
    ).toBe(true)
  })

  it.each([
    ['a misspelt key', { title: 'x', step: [] }],
    ['a misspelt step', { title: 'x', steps: [{ sya: 'x' }] }],
    [
      'a mistake inside a nested if',
      parse('{ title: x, steps: [{ if: a == 1, then: [{ say: x, wen: y }] }] }'),
    ],
    ['an id with capitals', { title: 'x', steps: [{ say: 'Hello' }] }],
  ])('refuses %s', (_, flow) => {
    expect(validate(flow)).toBe(false)
  })
})
