import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STEPS_IN_A_FLOW } from '../../src/limits.ts'
import { compiled, flow, flowWith, group } from './sources.ts'

describe('a sound flow', () => {
  const { program, diagnostics, titles, keywords } = compiled()

  it('compiles without a word of complaint', () => {
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(program).toBeDefined()
  })

  it('becomes a flat array of instructions whose jumps lead where the flow says', () => {
    expect(program?.code).toEqual([
      { kind: 'say', step: 'welcome' },
      { kind: 'ask', slot: 0 },
      { kind: 'ask', slot: 1 },
      {
        kind: 'unless',
        condition: { op: '==', left: { op: 'answer', slot: 1 }, right: { op: 'value', value: 'no' } },
        to: 6,
      },
      { kind: 'say', step: 'adults_only' },
      { kind: 'end', outcome: 'not_eligible' },
      { kind: 'ask', slot: 2 },
      { kind: 'ask', slot: 3 },
      {
        kind: 'unless',
        condition: { op: '==', left: { op: 'answer', slot: 3 }, right: { op: 'value', value: 'unsafe' } },
        to: 10,
      },
      { kind: 'ask', slot: 4 },
      { kind: 'ask', slot: 5 },
      { kind: 'say', step: 'counted' },
      { kind: 'ask', slot: 6 },
      { kind: 'say', step: 'thanks' },
      { kind: 'end', outcome: 'completed' },
    ])
    for (const question of program?.questions ?? []) {
      expect(program?.code[question.at]).toEqual({ kind: 'ask', slot: program?.questions.indexOf(question) })
    }
  })

  it('keeps what each question needs', () => {
    const [notice, adult, district, safe, worries, household, wish] = program?.questions ?? []
    expect(notice).toMatchObject({ kind: 'consent', purpose: 'take_part' })
    expect(adult).toMatchObject({ kind: 'choose', options: ['yes', 'no'], also: [], optional: false })
    expect(district).toMatchObject({ kind: 'place', level: 'district', as: 'place' })
    expect(safe).toMatchObject({ also: ['dont_know'] })
    expect(worries).toMatchObject({ kind: 'choose_many', atMost: 2, alone: ['none'] })
    expect(household).toMatchObject({ kind: 'number', min: 1, max: 60, whole: true })
    expect(wish).toMatchObject({ kind: 'text', max: 500, optional: true })
  })

  it('keeps what findings are made by', () => {
    const labels = { topic: 'Safety', scale: { fine: 'Fine', bad: 'Not fine' } }
    const told = compiled({
      yaml: flow
        .replace('[safe, unsafe]', '[safe, unsafe]\n    by: true\n    scale: { fine: [safe], bad: [unsafe] }')
        .replace('whole: true }', 'whole: true }\n    bands: [3, 6]')
        .replace('- say: thanks', '- share: safe_now\n    when: adult == "yes"\n  - say: thanks'),
      ar: (tree) => Object.assign(group(tree, 'safe_now'), labels),
      en: (tree) => Object.assign(group(tree, 'safe_now'), labels),
    })
    expect(told.diagnostics).toEqual([])
    const [, , , safe, , household] = told.program?.questions ?? []
    expect(safe).toMatchObject({
      by: true,
      scale: [
        { id: 'fine', options: ['safe'] },
        { id: 'bad', options: ['unsafe'] },
      ],
    })
    expect(household).toMatchObject({ bands: [3, 6] })
    expect(told.program?.code.slice(13, 15)).toEqual([
      expect.objectContaining({ kind: 'unless', to: 15 }),
      { kind: 'share', slot: 3 },
    ])
    expect(told.program?.texts.en?.safe_now).toMatchObject(labels)
  })

  it('names a question in every placeholder of the program', () => {
    expect(group(program?.texts.en as never, 'counted').text_other).toBe(
      'en You are {{household}} in {{district}}',
    )
  })

  it('is plain JSON: what is written to the store is what is read back', () => {
    expect(JSON.parse(JSON.stringify(program))).toEqual(program)
  })

  it('tells titles and keywords by language', () => {
    expect(titles).toEqual({ ar: 'ar Pulse', en: 'en Pulse' })
    expect(keywords).toEqual({ '*': ['pulse'], ar: ['ar pulse'], en: ['en pulse'] })
  })

  it('compiles if, else and nested ifs', () => {
    const yaml = `title: T
steps:
  - ask: a
    choose: [yes, no]
  - ask: b
    choose: [yes, no]
  - if: a == "yes"
    then:
      - if: b == "yes"
        then: [{ say: both }]
        else: [{ say: one }]
    else:
      - say: none
  - say: last
`
    const tree = {
      title: 't',
      ...Object.fromEntries(['a', 'b', 'both', 'one', 'none', 'last'].map((id) => [id, { text: id }])),
    }
    const source = { file: 'en.json', text: JSON.stringify(tree) }
    const result = compiled({ yaml, sources: { languages: ['en'], texts: { en: source } } })
    expect(result.diagnostics).toEqual([])
    expect(
      result.program?.code.map((one) =>
        'to' in one ? `${one.kind} ${one.to}` : 'step' in one ? one.step : one.kind,
      ),
    ).toEqual([
      'ask',
      'ask',
      'unless 8',
      'unless 6',
      'both',
      'jump 7',
      'one',
      'jump 9',
      'none',
      'last',
      'end',
    ])
  })
})

describe('hashes', () => {
  const base = compiled().program

  it('are the same however the files are laid out', () => {
    const yaml = flow.replace(
      'title: Pulse\nlanguages: [ar, en]\n',
      '# a comment\nlanguages: [ ar, en ]\ntitle: "Pulse"\n',
    )
    const same = compiled({
      yaml,
      en: (tree) => Object.assign(tree, { welcome: group(tree, 'welcome') }),
    }).program
    expect(same?.hash).toBe(base?.hash)
    expect(base?.hash).toMatch(/^[\w-]{12}$/)
  })

  it('change with logic, texts and places', () => {
    const logic = compiled({ yaml: flowWith('max: 60', 'max: 61') }).program?.hash
    const words = compiled({ en: (tree) => Object.assign(group(tree, 'thanks'), { text: 'Thanks!' }) })
      .program?.hash
    expect(new Set([base?.hash, logic, words]).size).toBe(3)
  })

  it('of a wording change with that question’s own texts alone, and with nothing that only findings say', () => {
    const changed = compiled({
      ar: (tree) => Object.assign(group(tree, 'safe_now'), { text: 'ar Really safe?' }),
    }).program
    const differing = base?.questions.filter(({ wording }, at) => wording !== changed?.questions[at]?.wording)
    expect(differing?.map(({ id }) => id)).toEqual(['safe_now'])
    const told = compiled({
      yaml: flowWith(
        '[safe, unsafe]',
        '[safe, unsafe]\n    by: true\n    scale: { fine: [safe], bad: [unsafe] }',
      ),
      ar: (tree) =>
        Object.assign(group(tree, 'safe_now'), { topic: 'ar a', scale: { fine: 'ar 1', bad: 'ar 2' } }),
      en: (tree) =>
        Object.assign(group(tree, 'safe_now'), { topic: 'en a', scale: { fine: 'en 1', bad: 'en 2' } }),
    }).program
    expect(told?.hash).not.toBe(base?.hash)
    expect(told?.questions.map(({ wording }) => wording)).toEqual(
      base?.questions.map(({ wording }) => wording),
    )
    const moved = compiled({
      yaml: flowWith('  - say: welcome\n', ''),
      ar: (t) => delete t.welcome,
      en: (t) => delete t.welcome,
    }).program
    expect(moved?.questions.map(({ wording }) => wording)).toEqual(
      base?.questions.map(({ wording }) => wording),
    )
  })
})

describe('any input', () => {
  it('is answered with diagnostics that point into a file, and never with an exception', () => {
    const lines = flow
      .replace('[safe, unsafe]', '[safe, unsafe]\n    by: true\n    scale: { fine: [safe], bad: [unsafe] }')
      .replace('whole: true }', 'whole: true }\n    bands: [3, 6]')
      .replace('- say: thanks', '- share: safe_now\n  - say: thanks')
      .split('\n')
    const mangled = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc
        .tuple(fc.nat(lines.length - 1), fc.string({ maxLength: 12 }))
        .map(([at, noise]) => lines.with(at, `${lines[at]}${noise}`).join('\n')),
      fc
        .tuple(fc.nat(lines.length - 1), fc.nat(lines.length - 1))
        .map(([a, b]) => lines.with(a, lines[b] ?? '').join('\n')),
      fc.nat(flow.length).map((length) => flow.slice(0, length)),
      fc.json({ maxDepth: 4 }),
    )
    fc.assert(
      fc.property(mangled, (yaml) => {
        const { program, diagnostics } = compiled({ yaml })
        const errors = diagnostics.filter(({ severity }) => severity === 'error')
        expect(program === undefined).toBe(errors.length > 0)
        for (const { line, column, message } of diagnostics) {
          expect(line).toBeGreaterThan(0)
          expect(column).toBeGreaterThan(0)
          expect(message).not.toBe('')
        }
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['brackets nested by the thousand', `title: ${'['.repeat(20_000)}`],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[at]}`).join(',')}]`)
        .join('\n')}\n`,
    ],
    [
      'ifs nested too deep',
      `title: t\nsteps:\n${Array.from({ length: 30 }, (_, at) => `${' '.repeat(at * 4 + 2)}- if: a == 1\n${' '.repeat(at * 4 + 4)}then:`).join('\n')} []\n`,
    ],
    [
      'more steps than a flow can have',
      `title: t\nsteps:\n${Array.from({ length: STEPS_IN_A_FLOW + 1 }, (_, at) => `  - say: s${at}`).join('\n')}\n`,
    ],
    [
      'a condition of a thousand parts',
      flowWith('adult == "no"', Array(1000).fill('adult == "no"').join(' || ')),
    ],
    [
      'a condition nested by the thousand',
      flowWith('adult == "no"', `${'('.repeat(900)}adult == "no"${')'.repeat(900)}`),
    ],
    ['an empty file', ''],
    ['only a comment', '# nothing\n'],
  ])('survives %s', (_, yaml) => {
    const { program, diagnostics } = compiled({ yaml })
    expect(program).toBeUndefined()
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  })
})
