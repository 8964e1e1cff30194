import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Question } from '../../../src/flow/program.ts'
import { readProgrammes } from '../../../src/programmes/read-programmes.ts'
import {
  AGE_BANDS,
  AUTHORITY,
  CHANGE,
  districtsOf,
  HELP_MOST,
  MATCHES,
  NEXT_YEAR,
  PEOPLE,
  POLICE,
  REASONS_BETTER,
  REASONS_WORSE,
  REPORTED,
  SAFE_NOW,
  SEXES,
  WORRIES,
} from '../../../src/survey/simulate/opinions.ts'

const { programmes, diagnostics } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
const iraq = programmes.find(({ name }) => name === 'iraq')
const pulse = iraq?.programs.find(({ flow }) => flow === 'safety-pulse')
const check = iraq?.programs.find(({ flow }) => flow === 'summary-check')

interface Texts {
  readonly [step: string]: { readonly text?: string; readonly options?: Readonly<Record<string, string>> }
}
interface Common {
  readonly words: Readonly<Record<string, readonly string[]>>
}
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

describe('the sample programme', () => {
  it('passes its own check without an error', () => {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')

    expect(errors.filter(({ file }) => file.includes('iraq'))).toEqual([])
  })

  it('breaks down by sex, age and place', () => {
    expect(pulse?.questions.map((question) => question.as).filter(Boolean)).toEqual([
      'place',
      'sex',
      'age_band',
    ])
  })

  it('lets people say that they do not know, or would rather not say, to every question on views and experience', () => {
    const asked = pulse?.questions.filter(({ kind }) => kind === 'choose' || kind === 'choose_many') ?? []
    const plain = new Set(['adult', 'sex', 'age_band'])

    for (const question of asked.filter(({ id }) => !plain.has(id))) {
      expect(question, question.id).toMatchObject({ also: ['dont_know', 'no_answer'] })
    }
  })

  describe.each(['ar', 'ckb', 'en'])('in %s', (language) => {
    const texts = read<Texts>(`locales/${language}/iraq/safety-pulse.json`)
    const labels = Object.values(texts).flatMap(({ options }) => Object.values(options ?? {}))

    it('promises in the notice only words that work, and keeps it to a screen', () => {
      const { words } = read<Common>(`locales/${language}/common.json`)
      const notice = texts.notice?.text ?? ''
      const promised = [...notice.matchAll(/[«“](.+?)[»”]/g)].map(([, word]) => word)

      expect([...notice].length).toBeLessThanOrEqual(700)
      expect(promised).toHaveLength(2)
      expect(words.stop).toContain(promised[0])
      expect(words.forget).toContain(promised[1])
    })

    it('has labels that fit a list on every channel, and begin with a letter of the line’s direction', () => {
      const letter = language === 'en' ? /^\p{Script=Latin}/u : /^\p{Script=Arabic}/u

      for (const label of labels) {
        expect([...label].length, label).toBeLessThanOrEqual(24)
        expect(label).toMatch(letter)
      }
    })
  })
})

describe('the opinions of simulated people', () => {
  it.each([
    ['safe_now', Object.values(SAFE_NOW).flatMap((rounds) => Object.values(rounds))],
    ['change', Object.values(CHANGE).flatMap((rounds) => Object.values(rounds))],
    ['next_year', Object.values(NEXT_YEAR).flatMap((rounds) => Object.values(rounds))],
    ['reasons_better', [REASONS_BETTER]],
    ['reasons_worse', Object.values(REASONS_WORSE)],
    ['worries', Object.values(WORRIES)],
    ['reported', [REPORTED]],
    ['police_work', Object.values(POLICE)],
    ['authority_work', Object.values(AUTHORITY)],
    ['help_most', Object.values(HELP_MOST)],
    ['sex', [SEXES]],
    ['age_band', [AGE_BANDS]],
    ['matches', [MATCHES]],
  ])('are on options that %s has', (id, tables) => {
    const asked = [...(pulse?.questions ?? []), ...(check?.questions ?? [])]
    const options = optionsOf(asked.find((question) => question.id === id))

    for (const shares of tables) expect(options).toEqual(expect.arrayContaining(Object.keys(shares)))
  })

  it('come from every district of the programme', () => {
    const districts = iraq?.places.filter(({ level }) => level === 'district').map(({ code }) => code)
    const simulated = (['basra', 'kirkuk', 'salahaddin'] as const).flatMap((governorate) =>
      Object.keys(districtsOf(governorate, 2019)),
    )

    expect([...simulated].sort()).toEqual([...(districts ?? [])].sort())
    expect(Object.keys(PEOPLE)).toEqual(
      iraq?.places.filter(({ level }) => level === 'governorate').map(({ code }) => code),
    )
  })
})

const optionsOf = (question: Question | undefined): readonly string[] =>
  question?.kind === 'choose' || question?.kind === 'choose_many' ? question.options : []
