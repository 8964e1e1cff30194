import { describe, expect, it } from 'vitest'
import { pluralForms } from '../../src/flow/plural-forms.ts'
import { pluralForms as spoken } from '../../src/language/plural.ts'

describe('plural forms', () => {
  it('are six in Arabic and two in Sorani and English', () => {
    expect(pluralForms('ar')).toEqual(['zero', 'one', 'two', 'few', 'many', 'other'])
    expect(pluralForms('ckb')).toEqual(['one', 'other'])
    expect(pluralForms('en')).toEqual(['one', 'other'])
  })

  it('come from a table of ours for languages that Intl would answer for with another language’s rules', () => {
    for (const language of ['pga', 'din', 'nus']) {
      expect(Intl.PluralRules.supportedLocalesOf([language])).toEqual([])
      expect(pluralForms(language)).toEqual(['one', 'other'])
    }
  })

  it('are not guessed for a language that nobody knows', () => {
    expect(pluralForms('xx')).toBeUndefined()
    expect(pluralForms('not a tag')).toBeUndefined()
  })

  it('asked of an author are those that are chosen from when the text is said', () => {
    for (const language of ['ar', 'ckb', 'en', 'ku', 'so', 'fr', 'pga', 'din', 'nus']) {
      expect([...spoken(language)].sort()).toEqual([...(pluralForms(language) ?? [])].sort())
    }
  })
})
