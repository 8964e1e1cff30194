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

  it('gives what findings are made by, with the usual numbers where nothing is written', () => {
    expect(read().programmes[0]).toMatchObject({
      analysis: { minimum: { public: 10, staff: 5 }, margins: [], trim: 5, designEffect: 1 },
    })
    expect(read().programmes[0]?.followUp).toBeUndefined()
    survey()
    analysis(
      'follow_up: check\nminimum: { public: 20 }\nweights: { margins: { place: { zubair: 3 }, sex: { female: 50, male: 50 } }, trim: 3 }\ndesign_effect: 1.5',
    )
    expect(told()).toEqual([])
    expect(read().programmes[0]).toMatchObject({
      followUp: 'check',
      analysis: {
        minimum: { public: 20, staff: 5 },
        margins: [
          { by: 'place', shares: { zubair: 3 } },
          { by: 'sex', shares: { female: 50, male: 50 } },
        ],
        trim: 3,
        designEffect: 1.5,
      },
    })
  })

  it.each([
    ['a minimum that protects nobody', 'minimum: { public: 3 }', /7:20 too-few.*at least 10/],
    [
      'staff who see less than everybody',
      'minimum: { public: 10, staff: 12 }',
      /7:31 wrong-value.*Write 10 or less/,
    ],
    [
      'a margin of a question that nobody is asked',
      'weights: { margins: { sx: { female: 1, male: 1 } } }',
      /7:23 unknown-question.*`place` and `sex`.*Did you mean `sex`/,
    ],
    [
      'a margin of a question that has neither as: nor by:',
      'weights: { margins: { safe: { yes: 1, no: 1 } } }',
      /7:23 unknown-question.*as: or by: true/,
    ],
    [
      'a margin of a group that there is not',
      'weights: { margins: { sex: { femal: 1, male: 1, female: 2 } } }',
      /7:30 unknown-option.*Did you mean `female`/,
    ],
    [
      'a margin that leaves a group out',
      'weights: { margins: { sex: { female: 1 } } }',
      /7:23 missing-key: sex lacks the share of `male`/,
    ],
    [
      'a share of nobody',
      'weights: { margins: { sex: { female: 1, male: 0 } } }',
      /7:47 too-few.*`male` is too small/,
    ],
    ['weights cut to less than the mean', 'weights: { margins: {}, trim: 0.5 }', /7:31 too-few.*at least 1/],
    ['a design effect below 1', 'design_effect: 0.5', /7:16 too-few.*at least 1/],
    ['a follow-up that is no flow', 'follow_up: chek', /7:12 unknown-flow.*Did you mean `check`/],
    ['a follow-up that begins by itself', 'follow_up: pulse', /7:12 wrong-value.*the flow of start/],
    ['a follow-up that is a talk', 'follow_up: menu', /7:12 wrong-value.*it is a talk/],
  ])('tells of %s in programme.yaml', (_, line, says) => {
    survey()
    analysis(line)
    expect(written()).toMatch(says)
  })

  it.each([
    [
      'asks nothing that can be counted',
      '  - ask: more\n    text: {}\n',
      { more: { text: 'More?' } },
      /no question of the kind choose/,
    ],
    [
      'would forget who does not agree',
      '  - consent: notice\n  - ask: fits\n    choose: [yes, no]\n',
      { notice: { text: 'Agree?' }, fits: { text: 'Fits?' } },
      /who says no to its consent would be forgotten/,
    ],
    [
      'would forget who comes to one of its ends',
      '  - ask: fits\n    choose: [yes, no]\n  - end: not_eligible\n',
      { fits: { text: 'Fits?' } },
      /who comes to its end: not_eligible would be forgotten/,
    ],
  ])('tells of a follow-up that %s', (_, steps, texts, says) => {
    survey()
    analysis('follow_up: check')
    write('flows/test/check.yaml', `title: Check\nsteps:\n${steps}`)
    write('locales/en/test/check.json', JSON.stringify({ title: 'Check', ...texts }))
    expect(written()).toMatch(says)
  })

  it('tells of a margin that two surveys cannot both be weighted by', () => {
    survey()
    analysis('weights: { margins: { sex: { female: 1, male: 1 } } }')
    write('flows/test/check.yaml', 'title: Check\nsteps:\n  - ask: sex\n    choose: [yes, no]\n    as: sex\n')
    write('locales/en/test/check.json', '{ "title": "Check", "sex": { "text": "Sex?" } }')
    expect(written()).toMatch(/7:23 wrong-value: The groups of sex are others in `pulse` than in `check`/)
  })

  it('keeps silent of what hangs on a flow with mistakes of its own', () => {
    survey()
    analysis('follow_up: check\nweights: { margins: { sex: { female: 1, male: 1 } } }')
    write('flows/test/check.yaml', 'title: Check\nsteps:\n  - sya: hello\n')
    write('flows/test/pulse.yaml', 'title: Pulse\nsteps:\n  - sya: hello\n')
    expect(told().filter((line) => line.includes('programme.yaml'))).toEqual([])
  })

  /** A survey with groups, and another that can follow a summary. */
  function survey(): void {
    const steps =
      '  - ask: where\n    place: district\n    as: place\n  - ask: safe\n    choose: [yes, no]\n  - ask: sex\n    choose: [female, male]\n    as: sex\n'
    write('flows/test/pulse.yaml', `title: Pulse\nsteps:\n${steps}`)
    const sex = { text: 'Sex?', options: { female: 'Woman', male: 'Man' } }
    const texts = { title: 'Pulse', where: { text: 'Where?' }, safe: { text: 'Safe?' }, sex }
    write('locales/en/test/pulse.json', JSON.stringify(texts))
    write('flows/test/check.yaml', 'title: Check\nsteps:\n  - ask: fits\n    choose: [yes, no]\n')
    write('locales/en/test/check.json', '{ "title": "Check", "fits": { "text": "Fits?" } }')
  }

  /** More lines of programme.yaml, from line 7 on. */
  function analysis(lines: string): void {
    const head = 'name:\n  en: Test\nlanguages: [en]\nlevels: [district]\nstart: pulse\n'
    write('flows/test/programme.yaml', `${head}\n${lines}\n`)
  }

  const written = () =>
    read()
      .diagnostics.map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`)
      .join('\n')

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
