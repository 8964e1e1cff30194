/**
 * What people are told, in three languages side by side: `sentences.golden.md` is one table, for a native reader to go
 * through. `SENTENCES=update npx vitest run test/findings/sentences.test.ts` writes it anew. The invisible signs that keep
 * a value in its own direction are left out of it, and tested here.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholePercent } from '../../src/findings/percent.ts'
import { publish } from '../../src/findings/publish.ts'
import { createTallier } from '../../src/findings/tally.ts'
import { tellFinding, tellUnderQuestion } from '../../src/findings/tell-finding.ts'
import { tellOptions } from '../../src/findings/tell-options.ts'
import { tellTrend } from '../../src/findings/tell-trend.ts'
import { tellerOf } from '../../src/findings/teller.ts'
import type { TextTree } from '../../src/flow/program.ts'
import { digits } from '../../src/language/digits.ts'
import { textsOf } from '../../src/language/texts.ts'
import { findingsTexts, tellerIn, told } from '../fixtures/told.ts'
import { SECTIONS, shown, trendOf } from './sentence-cases.ts'

const file = new URL('sentences.golden.md', import.meta.url)
const LANGUAGES = [
  ['en', 'English'],
  ['ar', 'Arabic'],
  ['ckb', 'Sorani'],
] as const
const tellers = new Map(LANGUAGES.map(([language]) => [language, tellerIn(language)]))

describe('sentences', () => {
  it('read as the reviewed table has them', () => {
    const table = goldenTable()
    if (process.env.SENTENCES === 'update') writeFileSync(file, table)
    expect(table).toBe(readFileSync(file, 'utf8'))
  })

  it('leave out no text: all of them stand in the table', () => {
    const teller = tellerIn('en')
    const used = new Set(['unlisted', 'options.yes', 'options.no'])
    const fill: typeof teller.texts.fill = (path, ...rest) => {
      used.add(path)
      return teller.texts.fill(path, ...rest)
    }
    for (const { cases } of SECTIONS)
      for (const { tell } of cases) tell({ ...teller, texts: { ...teller.texts, fill } })
    const paths = pathsIn(readLocale('en', 'findings'))
    expect(paths.filter((path) => !used.has(path) && !used.has(path.replace(/_(one|other)$/, '')))).toEqual(
      [],
    )
  })

  it('leave no gap, no placeholder and no lost sign in any language', () => {
    for (const [language, teller] of tellers)
      for (const { cases } of SECTIONS)
        for (const { name, tell } of cases) {
          const text = visible(tell(teller))
          expect([language, name, text, /\{\{|\}\}| {2}|^\s|\s$| [,.،؛;:)]|\( |\.\./.test(text)]).toEqual([
            ...[language, name, text, false],
          ])
        }
  })

  it('keep every value in its own direction, and close what they open', () => {
    for (const teller of tellers.values())
      for (const { cases } of SECTIONS)
        for (const { tell } of cases) {
          const text = tell(teller)
          expect([text, unclosed(text)]).toEqual([text, ''])
        }
    const arabic = tellFinding(tellerIn('ar'), shown('incident', { no: 60, once: 40 }))
    for (const value of ['الجرائم والعنف والتهديد بحق الأسر', '٢١٢', 'البصرة', '٦', '١٠', 'لا'])
      expect(arabic).toContain(`\u2068${value}\u2069`)
    expect(arabic).toContain('\u2067٦٠٪\u2069')
  })

  it('say the percents of the chart and the base, to the last digit, and no decimals', () => {
    const shares = fc.array(fc.nat({ max: 500 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(shares, ([no = 0, once = 0, more = 0]) => {
        const base = no + once + more
        if (base < 60) return
        const counts = { no, once, more }
        const percents = Object.values(counts).map((count) => wholePercent(count, base))
        const finding = shown(
          'incident',
          Object.fromEntries(Object.keys(counts).map((option, at) => [option, percents[at] ?? 0])),
          { base },
        )
        for (const [language, teller] of tellers) {
          const text = digits(visible(tellUnderQuestion(teller, finding)))
          const said = [...text.matchAll(/([0-9]+)[%٪]/g)].map(([, number]) => Number(number))
          expect(said.length).toBeGreaterThan(0)
          expect(said.filter((percent) => !percents.includes(percent))).toEqual([])
          expect(text.replace(/[,٬]/g, '')).toContain(` ${base} `)
          expect([language, /[0-9][.٫][0-9]/.test(text)]).toEqual([language, false])
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('an option that the flow leaves to us', () => {
  it('is called what the chat calls it', () => {
    const adult = {
      ...({ id: 'adult', kind: 'choose', options: ['yes', 'no'], at: 0 } as const),
      ...{ optional: false, also: [], wording: 'w' },
    }
    for (const [language] of LANGUAGES) {
      const teller = tellerOf(findingsTexts, [{ ...told, questions: [adult] }], language)
      const labels = ['yes', 'no'].map((option) => tellOptions(teller, 'adult', { options: [option] }))
      expect(labels).toEqual(
        ['yes', 'no'].map((option) => (readLocale(language, 'common').options as TextTree)[option]),
      )
    }
  })
})

describe('a round in which', () => {
  const publicly = { minimum: 10, groupBase: 30, exact: false, designEffect: 1 }
  const toldOf = (answers: readonly string[]) => {
    const tallier = createTallier([told])
    answers.forEach((value, at) => {
      tallier.add({
        ...{ id: `r${at}`, channel: 'telegram', language: 'ar', finished: true },
        answers: [{ question: 'incident', value, program: told.hash }],
      })
    })
    const finding = publish(tallier.result(), [told], publicly).find(
      ({ question }) => question === 'incident',
    )
    return finding === undefined ? undefined : visible(tellUnderQuestion(tellerIn('en'), finding))
  }
  const FEW = 'Not enough people have answered to tell anything without pointing to someone.'
  const REVEALING = 'The figures could give away what somebody answered, so they are not shown.'

  it.each([
    ['nobody answered', [], FEW],
    ['one person answered', ['once'], FEW],
    ['all gave the same answer', Array.from({ length: 80 }, () => 'no'), REVEALING],
    ['all but one gave the same answer', [...Array.from({ length: 80 }, () => 'no'), 'once'], REVEALING],
  ])('%s is told of truly, and no more', (_, answers, sentence) => {
    expect(toldOf(answers)).toBe(sentence)
  })
})

describe('a language', () => {
  const count = (language: string, base: number) =>
    visible(
      tellUnderQuestion(
        tellerIn(language),
        shown('incident', { no: 60, once: 30, more: 10 }, { base, of: [] }),
      ),
    )

  it.each(['nus', 'din', 'pga', 'fr', 'tlh'])(
    'without sentences of its own reads English: %s',
    (language) => {
      expect(count(language, 1)).toMatch(/^6 in 10 of the 1 person who answered said “.+” \(60%\)\.$/)
      expect(count(language, 212)).toMatch(/^6 in 10 of the 212 people who answered said “.+” \(60%\)\.$/)
    },
  )

  it('that Node cannot count in uses the forms it has', () => {
    const nuer = { base: { people_one: 'kɛl {{people}}', people_other: 'rɛy {{people}}' } }
    const english = JSON.parse(
      readFileSync(new URL('../../locales/en/findings.json', import.meta.url), 'utf8'),
    )
    const teller = tellerOf(textsOf({ en: english, nus: nuer }, ['en']), [told], 'nus')
    const finding = (base: number) => shown('incident', { no: 60, once: 40 }, { base })
    expect(visible(tellUnderQuestion(teller, finding(1)))).toContain('kɛl 1')
    expect(visible(tellUnderQuestion(teller, finding(212)))).toContain('rɛy 212')
  })
})

describe('a change', () => {
  const english = tellerIn('en')

  it('is told only where it is more than chance, and where the figures differ', () => {
    const changes = [
      { options: ['no'], from: 60, to: 62, changed: false },
      { options: ['once'], from: 33, to: 33 },
    ]
    expect(visible(tellTrend(english, trendOf(changes)))).toMatch(
      /said did not clearly change from round 1 to round 2\.$/,
    )
  })

  it('is told of the largest first, and of three at most', () => {
    const changes = ['theft', 'drugs', 'tribal', 'none'].map((option, at) => ({
      options: [option],
      from: 10,
      to: 20 + at,
    }))
    const text = visible(tellTrend(english, trendOf(changes, { question: 'worries', kind: 'choose_many' })))
    expect([...text.matchAll(/“([^”]+)”/g)].map(([, label]) => label)).toEqual([
      ...['No worries', 'Tribal disputes', 'Drugs'],
    ])
  })

  it('is not told of rounds that may not be compared', () => {
    const one = trendOf([{ options: ['once'], from: 33, to: 21 }])
    const text = visible(tellTrend(english, { ...one, state: 'refused', reasons: ['wording'] }))
    expect(text).toMatch(/round 1 and round 2 may not be compared\. The question was asked in other words\.$/)
  })
})

function goldenTable(): string {
  const rows = SECTIONS.flatMap(({ title, cases }) => [
    [`**${title}**`, ...LANGUAGES.map(() => '')],
    ...cases.map(({ name, tell }) => [
      name,
      ...LANGUAGES.map(([language]) => {
        const teller = tellers.get(language)
        return teller === undefined ? '' : visible(tell(teller))
      }),
    ]),
  ])
  const header = ['case', ...LANGUAGES.map(([, name]) => name)]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return `${[
    '# Sentences as people get them',
    '',
    'Written by `SENTENCES=update npx vitest run test/findings/sentences.test.ts`; mend `locales/<language>/findings.json`, not this file.',
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
  ].join('\n')}\n`
}

const readLocale = (language: string, name: string): TextTree =>
  JSON.parse(readFileSync(new URL(`../../locales/${language}/${name}.json`, import.meta.url), 'utf8'))

const pathsIn = (tree: TextTree, above = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && !isList(value) ? pathsIn(value, `${above}${key}.`) : [above + key],
  )
const isList = (value: readonly string[] | TextTree): value is readonly string[] => Array.isArray(value)

/** Signs of direction that are left when every pair of one that opens and one that closes is taken away. */
function unclosed(text: string): string {
  const signs = text.replace(/[^\u2066-\u2069]/g, '')
  const left = signs.replace(/[\u2066-\u2068]\u2069/g, '')
  return left === signs ? signs : unclosed(left)
}

const visible = (text: string) => text.replace(/[\u2066-\u2069]/g, '')
