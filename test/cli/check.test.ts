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
