import fc from 'fast-check'
import { expect, test } from 'vitest'
import { houseOf } from '../../src/engine/house.ts'
import { BUILT_IN_WORDS, builtInWord } from '../../src/language/built-in-word.ts'
import { directionOf } from '../../src/language/direction.ts'
import { formatDate } from '../../src/language/format-date.ts'
import { formatNumber } from '../../src/language/format-number.ts'
import { isolate } from '../../src/language/isolate.ts'
import { normalise } from '../../src/language/normalise.ts'
import { pluralCategory, pluralForms } from '../../src/language/plural.ts'
import { languageOf } from '../../src/language/tag.ts'
import { textsOf } from '../../src/language/texts.ts'
import { common } from '../fixtures/common.ts'

const three = ['ar', 'ckb', 'en']

test.each([
  ['ar-IQ', 'ar'],
  ['ar', 'ar'],
  ['ku', 'ckb'],
  ['ckb-IQ', 'ckb'],
  ['en_GB', 'en'],
  ['EN', 'en'],
  ['kmr', undefined],
  ['ku-Latn', undefined],
  ['de', undefined],
  ['', undefined],
  [undefined, undefined],
])('a phone set to %s reads %s', (tag, language) => {
  expect(languageOf(tag, three)).toBe(language)
})

test('Arabic and Sorani run right to left; English and Juba Arabic left to right', () => {
  expect(['ar', 'ar-IQ', 'ckb', 'en', 'apd', 'nus'].map(directionOf)).toEqual([
    'rtl',
    'rtl',
    'rtl',
    'ltr',
    'ltr',
    'ltr',
  ])
})

test('numbers are written as readers write them', () => {
  expect(formatNumber(1234.5, 'ar')).toBe('١٬٢٣٤٫٥')
  expect(formatNumber(1234.5, 'ckb')).toBe('١٬٢٣٤٫٥')
  expect(formatNumber(1234.5, 'en')).toBe('1,234.5')
  expect(formatNumber(7, 'nus')).toBe('7')
})

test('Node has no plural rules for Juba Arabic, Dinka and Nuer, so ours are used', () => {
  expect(Intl.PluralRules.supportedLocalesOf(['apd', 'din', 'nus'])).toEqual([])
  for (const language of ['apd', 'din', 'nus']) {
    expect(pluralForms(language)).toEqual(['one', 'other'])
    expect([0, 1, 2, 11].map((count) => pluralCategory(language, count))).toEqual([
      'other',
      'one',
      'other',
      'other',
    ])
  }
})

test('Arabic has six plural forms, and each is used', () => {
  expect([0, 1, 2, 3, 11, 100].map((count) => pluralCategory('ar', count))).toEqual([
    'zero',
    'one',
    'two',
    'few',
    'many',
    'other',
  ])
  expect(new Set(pluralForms('ar'))).toEqual(new Set(['zero', 'one', 'two', 'few', 'many', 'other']))
})

test('an inserted value cannot turn the text around it', () => {
  expect(isolate('\u202Eevil\u2069')).toBe('\u2068evil\u2069')
  const texts = textsOf({ en: { hello: 'Hello {{name}}.' } }, ['en'])
  expect(texts.fill('hello', 'en', { name: '$t(hello) {{name}} <b>' })).toBe(
    'Hello \u2068$t(hello) {{name}} <b>\u2069.',
  )
})

test('a question may be called like an option of i18next', () => {
  const texts = textsOf({ en: { a: '{{lng}} {{count}} {{context}}' } }, ['en'])
  expect(texts.fill('a', 'en', { lng: 'x', count: 'y', context: 'z' })).toBe(
    '\u2068x\u2069 \u2068y\u2069 \u2068z\u2069',
  )
})

test('a key is its own key, and never throws', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('ar', 'ckb', 'en', 'xx'),
      (text, language) => {
        const key = normalise(text, language)
        expect(normalise(key, language)).toBe(key)
      },
    ),
    { numRuns: 300 },
  )
})

const { words, languages } = houseOf(common)

test('every built-in word is known in every language, from any language', () => {
  for (const language of languages) {
    for (const word of BUILT_IN_WORDS) {
      const spellings = houseOf(common).list(language, `words.${word}`)
      expect(spellings.length, `${language} ${word}`).toBeGreaterThan(0)
      for (const spelling of spellings) {
        for (const own of languages) {
          expect(builtInWord(spelling, words, own), `${spelling} in ${own}`).toEqual({ kind: 'word', word })
        }
      }
    }
  }
})

test.each([
  ['/stop', { kind: 'word', word: 'stop' }],
  ['/forget_me', { kind: 'word', word: 'forget' }],
  ['/help@hearback_bot', { kind: 'word', word: 'help' }],
  ['STOP!', { kind: 'word', word: 'stop' }],
  ['English', { kind: 'language', language: 'en' }],
  ['عربي', { kind: 'language', language: 'ar' }],
  ['كوردي', { kind: 'language', language: 'ckb' }],
  ['کوردی', { kind: 'language', language: 'ckb' }],
  ['please stop the fighting', null],
  ['لا توقف الدراسة', null],
  ['', null],
])('%s', (text, spoken) => {
  expect(builtInWord(text, words, 'ar')).toEqual(spoken)
})

test('built-in texts have the same keys in every language, and every plural form that the language needs', () => {
  const keys = (tree: object, path = ''): string[] =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'object' && !Array.isArray(value) ? keys(value, `${path}${key}.`) : [`${path}${key}`],
    )
  const FORM = /_(?:zero|one|two|few|many|other)$/
  const plain = (language: string) =>
    [
      ...new Set(
        keys(common[language] ?? {}).map((key) => (key.startsWith('options.') ? key : key.replace(FORM, ''))),
      ),
    ].sort()
  for (const language of languages) {
    expect(plain(language)).toEqual(plain('en'))
    const all = new Set(keys(common[language] ?? {}))
    for (const key of all) {
      if (!FORM.test(key) || key.startsWith('options.')) continue
      for (const form of pluralForms(language)) expect(all).toContain(key.replace(FORM, `_${form}`))
    }
  }
})

test('Sorani texts use the letters of Kurdish, not their Arabic lookalikes', () => {
  const texts = (tree: object): string[] =>
    Object.entries(tree).flatMap(([key, value]) =>
      key === 'words' || key === 'names' ? [] : typeof value === 'string' ? [value] : texts(value as object),
    )
  for (const text of texts(common.ckb ?? {})) expect(text).not.toMatch(/[كيىةه]\b|[كيىة]/u)
})

test.each([
  ['en', 'October 2019', '5 October 2019'],
  ['ar', 'تشرين الأول ٢٠١٩', '٥ تشرين الأول ٢٠١٩'],
  ['ckb', 'تشرینی یەکەمی ٢٠١٩', '٥ی تشرینی یەکەمی ٢٠١٩'],
])('a month and a day stand in the order that readers of %s write', (language, month, day) => {
  const at = Date.UTC(2019, 9, 5)
  expect([formatDate(at, language, 'month'), formatDate(at, language)]).toEqual([month, day])
})
