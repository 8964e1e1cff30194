import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pluralForms } from '../../src/language/plural.ts'
import { LANGUAGES } from '../fixtures/drawn.ts'

const FORM = /_(zero|one|two|few|many|other)$/

/** Every text by its path. */
function textsIn(language: string): Map<string, string> {
  const walk = (tree: object, path: string): [string, string][] =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : walk(value, `${path}${key}.`),
    )
  return new Map(walk(JSON.parse(readFileSync(`locales/${language}/picture.json`, 'utf8')), ''))
}

const named = (texts: Map<string, string>) =>
  [...texts].map(([path, text]) => {
    const placeholders = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted()
    return `${path.replace(FORM, '')} ${placeholders.join(' ')}`.trim()
  })

describe.each(LANGUAGES)('the words of pictures in %s', (language) => {
  const texts = textsIn(language)

  it('are those of English, with the same gaps to fill', () => {
    const english = new Set(named(textsIn('en')))
    // A form for nobody needs no number.
    expect([...named(texts)].filter((one) => !english.has(one) && !/^(row_)?base$/.test(one))).toEqual([])
    expect([...english].filter((one) => !named(texts).includes(one))).toEqual([])
  })

  it('have every form that the language counts with', () => {
    for (const path of ['base', 'row_base'])
      expect(pluralForms(language).filter((form) => !texts.has(`${path}_${form}`))).toEqual([])
  })
})
