/** Lines are broken by a table of widths and drawn with fonts of few letters: both must be true of the fonts they are from. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { textWidth } from '../../src/findings/charts/text-width.ts'
import { roomFor, wrap } from '../../src/findings/charts/wrap.ts'
import { LANGUAGES } from '../fixtures/drawn.ts'
import { type DrawnText, drawnTexts, OUR_FONTS, WHOLE_FONTS } from '../support/drawn-texts.ts'

const SIZE = 100
const SORANI = [...'ڕڵێۆەڤچپگژکیھئ']

/** Everything that is said in a language, line by line. */
function textsOf(language: string): string[] {
  const files = ['picture.json', 'findings.json', 'iraq/safety-pulse.json']
  const walk = (tree: unknown): string[] =>
    typeof tree === 'string' ? tree.split('\n') : Object.values(tree ?? {}).flatMap(walk)
  return files
    .flatMap((file) => walk(JSON.parse(readFileSync(`locales/${language}/${file}`, 'utf8'))))
    .filter((text) => text !== '' && text.length < 150)
}

function draw(texts: readonly string[], language: string, weight = 400, fonts = OUR_FONTS): DrawnText[] {
  const family = language === 'en' ? 'Noto Sans, Noto Sans Arabic' : 'Noto Sans Arabic, Noto Sans'
  const rows = texts.map(
    (text) =>
      `<text y="0" font-family="${family}" font-weight="${weight}" font-size="${SIZE}">${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</text>`,
  )
  return drawnTexts(
    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${rows.join('')}</svg>`,
    fonts,
  )
}

/** Between two bars, less the bars: with the room before the first letter and after the last. */
function widthsOf(texts: readonly string[], language: string, weight: number): number[] {
  const [nothing = 0, ...widths] = draw(
    ['', ...texts].map((text) => `|${text}|`),
    language,
    weight,
  ).map(({ left, right }) => right - left)
  return widths.map((width) => width - nothing)
}

describe.each(LANGUAGES)('the letters of %s', (language) => {
  it.each([400, 700])('never take more room than is kept for them, nor much less: weight %i', (weight) => {
    const texts = textsOf(language).filter((_, at) => at % 3 === 0)
    const widths = widthsOf(texts, language, weight)
    expect(texts.length).toBeGreaterThan(50)
    for (const [at, text] of texts.entries()) {
      const width = widths[at] ?? 0
      const bold = weight === 700
      expect([text, width <= roomFor(text, { size: SIZE, bold }) + 1]).toEqual([text, true])
      expect([text, textWidth(text, SIZE, bold) <= width * 1.06 + 5]).toEqual([text, true])
    }
  })

  it.each([400, 700])('are drawn by our fonts as by the ones they are made from: weight %i', (weight) => {
    // The whole fonts are slow: that is why there are ours.
    const texts = textsOf(language).filter((_, at) => at % 9 === 0)
    const ours = draw(texts, language, weight)
    const whole = draw(texts, language, weight, WHOLE_FONTS)
    for (const [at, text] of texts.entries()) {
      const points = whole[at]?.shape ?? []
      expect([text, ours[at]?.shape.length]).toEqual([text, points.length])
      const apart = points.map((point, place) => Math.abs(point - (ours[at]?.shape[place] ?? 0)))
      expect([text, Math.max(...apart) < 0.5]).toEqual([text, true])
    }
  })

  it('are all there: none is drawn as the box that stands for a missing one', () => {
    const letters = [...new Set(textsOf(language).join(''))].filter((letter) =>
      /[\p{L}\p{N}\p{P}]/u.test(letter),
    )
    const [missing, ...drawn] = draw(['\u{10FFFF}', ...letters], language)
    const absent = letters.filter((_, at) => same(drawn[at], missing))
    expect(absent).toEqual([])
  })
})

describe('Sorani letters', () => {
  it('each have a look of their own', () => {
    const shapes = draw(SORANI, 'ckb').map(({ shape }) => shape.map(Math.round).join(' '))
    expect(new Set(shapes).size).toBe(SORANI.length)
  })

  it.each(['کەرکووک', 'ژیان', 'بەڵێ', 'الأمان', 'لا'])('join as they are written: %s', (word) => {
    const [joined, apart] = draw([word, [...word].join('\u200C')], 'ckb')
    expect((joined?.right ?? 0) - (joined?.left ?? 0)).toBeLessThan((apart?.right ?? 0) - (apart?.left ?? 0))
  })
})

describe('a text that is broken into lines', () => {
  it.each([
    ['at spaces', 'More jobs and better services for everyone', 300, 5],
    ['within a word that is too long alone', 'abcdefghijklmnopqrstuvwxyz', 300, 6],
    ['where it breaks itself', 'one\ntwo\r\nthree', 300, 3],
  ])('%s keeps every letter', (_, text, width, least) => {
    const lines = wrap(text, width, { size: 40 })
    expect(lines.length).toBeGreaterThanOrEqual(Math.min(least, 2))
    expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    for (const line of lines) expect(textWidth(line, 40)).toBeLessThanOrEqual(width)
  })

  it('keeps a name isolated on each line that it runs over', () => {
    const lines = wrap('in \u2068Shatt al-Arab and Abu al-Khasib\u2069 today', 200, { size: 30 })
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines)
      expect([...line].filter((one) => one === '\u2068').length).toBe(
        [...line].filter((one) => one === '\u2069').length,
      )
  })
})

const same = (one: DrawnText | undefined, other: DrawnText | undefined): boolean =>
  one?.shape.map(Math.round).join(' ') === other?.shape.map(Math.round).join(' ')
