/** What the teller proposes passes the very check that people’s edits must pass, in every language. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Finding, ShownFinding } from '../../src/findings/finding.ts'
import type { Question } from '../../src/flow/program.ts'
import { faultsOf, figuresOf } from '../../src/outreach/summary-numbers.ts'
import { summaryWords } from '../../src/outreach/summary-words.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'

const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
const program = programmes.flatMap(({ programs }) => programs).find(({ flow }) => flow === 'safety-pulse')
if (program === undefined) throw new Error('the sample survey is not sound')
const read = (name: string) => readTexts('locales', name)
const words = summaryWords({
  programs: [program],
  ...{ findings: read('findings'), summary: read('summary'), picture: read('picture'), source: () => '' },
})
const told = program.questions.filter(
  (question) => question.kind === 'choose' || question.kind === 'choose_many' || question.kind === 'number',
)

/** Shares of one answer each that add up to a hundred, or of several. */
const findings = fc
  .record({
    question: fc.constantFrom(...told),
    base: fc.integer({ min: 30, max: 5000 }),
    parts: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 12, maxLength: 12 }),
    low: fc.integer({ min: 0, max: 60 }),
    place: fc.boolean(),
    nonanswers: fc.option(fc.integer({ min: 10, max: 500 }), { nil: null }),
  })
  .map(({ question, base, parts, low, place, nonanswers }): ShownFinding => {
    const { options, several } = optionsOf(question)
    const own = parts.slice(0, options.length)
    const sum = own.reduce((total, part) => total + part, 0)
    const cells = options.map((option, at) => {
      const percent = several ? Math.min(100, own[at] ?? 0) : Math.round((100 * (own[at] ?? 0)) / sum)
      return { options: [option], percent, count: Math.round((percent * base) / 100) }
    })
    return {
      ...{ question: question.id, kind: question.kind, state: 'shown', base, cells, hidden: [], nonanswers },
      of: place ? [{ by: 'place', ids: ['basra'] }] : [],
      flags: [],
      ...(question.kind === 'number'
        ? { numbers: { median: low + 3, lowerQuartile: low, upperQuartile: low + 9 } }
        : {}),
    }
  })

function optionsOf(question: Question): { options: readonly string[]; several: boolean } {
  if (question.kind === 'choose') return { options: question.options, several: false }
  return question.kind === 'choose_many'
    ? { options: question.options, several: true }
    : { options: [], several: false }
}

const faults = (
  finding: ShownFinding,
  language: string,
  sentence = words.tell(finding as Finding, language),
) => faultsOf(sentence, figuresOf(finding, words.claims(finding), words.about(finding, language)))

it('whatever was found, and in whichever language', () => {
  fc.assert(
    fc.property(findings, fc.constantFrom(...words.languages), (finding, language) => {
      expect(faults(finding, language), words.tell(finding, language)).toEqual([])
    }),
    { numRuns: 600 },
  )
})

it('and no longer once a percent in it is another', () => {
  fc.assert(
    fc.property(findings, fc.integer({ min: 1, max: 99 }), (finding, other) => {
      const sentence = words.tell(finding, 'en')
      const percents = new Set(finding.cells.map(({ percent }) => percent))
      fc.pre(sentence.includes('%') && !percents.has(other))
      const changed = sentence.replace(/[0-9]+%/, `${other}%`)
      expect(faults(finding, 'en', changed).map(({ kind }) => kind)).toContain('number')
    }),
  )
})
