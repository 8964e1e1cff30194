import { chmodSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'

let root = ''

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
const read = () => readProgrammes({ flowsDir: join(root, 'flows'), localesDir: join(root, 'locales') })
const told = () =>
  read().diagnostics.map(
    ({ severity, file, line, column, code }) =>
      `${severity} ${file.slice(root.length + 1)}:${line}:${column} ${code}`,
  )

const common = {
  yes: 'Yes',
  hello: 'Hello {{name}}',
  few_one: '{{count}} thing',
  few_other: '{{count}} things',
  only_other: 'x',
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'programmes-'))
  write(
    'flows/test/programme.yaml',
    'name: { en: Test }\nlanguages: [en]\nlevels: [district]\nstart: pulse\n',
  )
  write('flows/test/places.csv', 'code,level,parent,name_en\nzubair,district,,Zubair\n')
  write(
    'flows/test/pulse.yaml',
    'title: Pulse\nkeywords: [pulse]\nsteps:\n  - ask: where\n    place: district\n',
  )
  write('flows/test/menu.yaml', 'title: Menu\ntype: talk\nsteps:\n  - say: hello\n')
  write(
    'locales/en/test/pulse.json',
    '{ "title": "The pulse", "keywords": ["safety"], "where": { "text": "Where?" } }',
  )
  write('locales/en/test/menu.json', '{ "title": "Menu", "hello": { "text": "Hello" } }')
  write('locales/en/common.json', JSON.stringify(common))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('reading programmes', () => {
  it('gives every flow of a sound programme with its titles and keywords', () => {
    const { programmes, diagnostics } = read()
    expect(diagnostics).toEqual([])
    expect(programmes).toHaveLength(1)
    expect(programmes[0]).toMatchObject({
      name: 'test',
      names: { en: 'Test' },
      languages: ['en'],
      start: 'pulse',
      levels: ['district'],
      titles: { pulse: { en: 'The pulse' }, menu: { en: 'Menu' } },
      keywords: { pulse: { '*': ['pulse'], en: ['safety'] }, menu: { '*': [], en: [] } },
    })
    expect(programmes[0]?.programs.map(({ flow, type, places }) => [flow, type, places.length])).toEqual([
      ['menu', 'talk', 0],
      ['pulse', 'survey', 1],
    ])
  })

  it('leaves a broken flow out and keeps the sound one', () => {
    write('flows/test/menu.yaml', 'title: Menu\nsteps:\n  - sya: hello\n')
    expect(read().programmes[0]?.programs.map(({ flow }) => flow)).toEqual(['pulse'])
    expect(told()).toContain('error flows/test/menu.yaml:3:5 unknown-key')
  })

  it.each([
    [
      'no flows folder',
      () => rmSync(join(root, 'flows'), { recursive: true }),
      'error flows:1:1 missing-file',
    ],
    [
      'a flows folder with no programme',
      () => {
        rmSync(join(root, 'flows/test'), { recursive: true })
        write('flows/readme.md', '')
      },
      'error flows:1:1 no-programme',
    ],
    [
      'a folder without programme.yaml',
      () => mkdirSync(join(root, 'flows/other')),
      'error flows/other/programme.yaml:1:1 missing-file',
    ],
    [
      'an unknown key of the programme',
      () =>
        write(
          'flows/test/programme.yaml',
          'name: { en: Test }\nlanguages: [en]\nlevels: [district]\nstart: pulse\nstrat: x\n',
        ),
      'error flows/test/programme.yaml:5:1 unknown-key',
    ],
    [
      'a start that is no flow',
      () =>
        write(
          'flows/test/programme.yaml',
          'name: { en: Test }\nlanguages: [en]\nlevels: [district]\nstart: plse\n',
        ),
      'error flows/test/programme.yaml:4:8 unknown-flow',
    ],
    [
      'a programme without a name in one of its languages',
      () =>
        write(
          'flows/test/programme.yaml',
          'name: { ar: س }\nlanguages: [en]\nlevels: [district]\nstart: pulse\n',
        ),
      'error flows/test/programme.yaml:1:7 missing-text',
    ],
    [
      'a flow without its texts',
      () => unlinkSync(join(root, 'locales/en/test/menu.json')),
      'error locales/en/test/menu.json:1:1 missing-file',
    ],
    [
      'texts without a flow',
      () => write('locales/en/test/mneu.json', '{}'),
      'error locales/en/test/mneu.json:1:1 unused-text',
    ],
    [
      'no places.csv',
      () => unlinkSync(join(root, 'flows/test/places.csv')),
      'error flows/test/places.csv:1:1 missing-file',
    ],
    [
      'a flow that is a folder',
      () => mkdirSync(join(root, 'flows/test/x.yaml')),
      'error flows/test/x.yaml:1:1 missing-file',
    ],
    [
      'a flow whose name fits no link',
      () => write('flows/test/My Pulse.yaml', 'title: x\n'),
      'error flows/test/My Pulse.yaml:1:1 wrong-form',
    ],
    [
      'one keyword for two flows',
      () => write('flows/test/menu.yaml', 'title: Menu\nkeywords: [Safety]\nsteps:\n  - say: hello\n'),
      'error flows/test/pulse.yaml:1:1 duplicate-keyword',
    ],
    [
      'a keyword that is another flow’s name',
      () => write('flows/test/menu.yaml', 'title: Menu\nkeywords: [pulse]\nsteps:\n  - say: hello\n'),
      'error flows/test/menu.yaml:1:1 duplicate-keyword',
    ],
    [
      'no built-in texts',
      () => unlinkSync(join(root, 'locales/en/common.json')),
      'error locales/en/common.json:1:1 missing-file',
    ],
  ])('tells of %s', (_, spoil, expected) => {
    spoil()
    expect(told()).toContain(expected)
  })

  it('tells of a file that may not be read', () => {
    chmodSync(join(root, 'flows/test/menu.yaml'), 0)
    // Root may read everything: then there is nothing to tell.
    const told = read().diagnostics.map(({ code }) => code)
    expect(told).toEqual(process.getuid?.() === 0 ? [] : expect.arrayContaining(['missing-file']))
  })
})

describe('built-in texts', () => {
  const arabic = (texts: object) => {
    write(
      'flows/test/programme.yaml',
      'name: { en: Test, ar: س }\nlanguages: [en, ar]\nlevels: [district]\nstart: pulse\n',
    )
    write('flows/test/places.csv', 'code,level,parent,name_en,name_ar\nzubair,district,,Zubair,الزبير\n')
    write('locales/ar/test/pulse.json', '{ "title": "x", "where": { "text": "أين؟" } }')
    write('locales/ar/test/menu.json', '{ "title": "x", "hello": { "text": "أهلا" } }')
    write('locales/ar/common.json', JSON.stringify(texts, null, 1))
  }
  const forms = Object.fromEntries(
    ['zero', 'one', 'two', 'few', 'many', 'other'].map((form) => [`few_${form}`, '{{count}}']),
  )
  const { few_one: _, few_other: __, ...plain } = common

  it('may have other plural forms than English', () => {
    arabic({ ...plain, ...forms })
    expect(told()).toEqual([])
  })

  it.each([
    ['a missing text', { hello: '{{name}}', only_other: 'x', ...forms }, 'missing-text'],
    ['a text English has not', { ...plain, ...forms, more: 'x' }, 'unused-text'],
    ['a lost placeholder', { ...plain, ...forms, hello: 'x' }, 'placeholder-differs'],
    ['a missing plural form', { ...plain, ...forms, few_two: undefined }, 'missing-plural'],
  ])('are held to English: %s', (_what, texts, code) => {
    arabic(texts)
    expect(told()).toEqual([
      expect.stringMatching(new RegExp(`^error locales/ar/common.json:\\d+:\\d+ ${code}$`)),
    ])
  })

  it.each(['findings', 'picture', 'site', 'summary', 'webchat'])(
    'of %s.json are held to English too',
    (name) => {
      arabic({ ...plain, ...forms })
      write(`locales/en/${name}.json`, JSON.stringify(common))
      expect(told()).toEqual([`error locales/ar/${name}.json:1:1 missing-file`])
      write(`locales/ar/${name}.json`, JSON.stringify({ ...plain, ...forms, few_two: undefined }, null, 1))
      expect(told()).toEqual([
        expect.stringMatching(new RegExp(`^error locales/ar/${name}.json:\\d+:\\d+ missing-plural$`)),
      ])
      write(`locales/ar/${name}.json`, JSON.stringify({ ...plain, ...forms }))
      expect(told()).toEqual([])
    },
  )
})
