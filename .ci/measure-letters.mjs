/**
 * Measures how wide the letters of the pictures' fonts are and writes src/findings/charts/letter-widths.ts, so that
 * charts can break lines without reading a font. Run it by hand after the fonts' packages change:
 *
 *     node .ci/measure-letters.mjs
 *
 * Each letter is set between two bars at 1,000 px a em by the program that renders the pictures; the bars' distance,
 * less their distance with nothing between them, is the letter's width. An Arabic letter is measured in each form that
 * it takes: alone, and between teeth (ب), beside which the font spaces letters widest. test/pictures/letters.test.ts
 * measures again, and real texts, too.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { Resvg } = require('@resvg/resvg-js')

const SIZE = 1000
const WEIGHTS = ['400', '700']
const TOOTH = 'ب'

const font = {
  loadSystemFonts: false,
  fontFiles: [
    'noto-sans/400Regular/NotoSans_400Regular.ttf',
    'noto-sans/700Bold/NotoSans_700Bold.ttf',
    'noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
    'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
  ].map((file) => require.resolve(`@expo-google-fonts/${file}`)),
}

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at)
const isLetter = (code) => /[\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u.test(String.fromCodePoint(code))

/** Latin with its accents, the letters of African languages that we met, and punctuation. */
const PLAIN = [
  ...range(0x20, 0x7e),
  ...range(0xa0, 0x17f),
  ...[0x186, 0x190, 0x194, 0x254, 0x25b, 0x263, 0x14a, 0x14b],
  ...range(0x2010, 0x2015),
  ...range(0x2018, 0x201e),
  ...[0x2020, 0x2022, 0x2026, 0x2030, 0x2039, 0x203a, 0x20ac, 0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265],
].filter(isLetter)

/** Letters that join only to what goes before them (Unicode's ArabicShaping.txt, joining type R). */
const RIGHT = new Set([
  ...range(0x622, 0x625),
  ...[0x627, 0x629, 0x648, 0x6c0, 0x6cd, 0x6cf, 0x6d5, 0x6ee, 0x6ef],
  ...range(0x62f, 0x632),
  ...range(0x671, 0x673),
  ...range(0x675, 0x677),
  ...range(0x688, 0x699),
  ...range(0x6c3, 0x6cb),
  ...range(0x6d2, 0x6d3),
])
const ARABIC = range(0x60c, 0x6ff).filter(isLetter)
const joins = (code) =>
  /\p{Script=Arabic}/u.test(String.fromCodePoint(code)) && /\p{L}/u.test(String.fromCodePoint(code))

/** The texts to measure for one letter, in the table's order. */
export function formsOf(code) {
  const letter = String.fromCodePoint(code)
  if (!joins(code) || code === 0x621 || code === 0x674) return [letter]
  if (RIGHT.has(code)) return [letter, TOOTH + letter]
  return [letter, letter + TOOTH, TOOTH + letter + TOOTH, TOOTH + letter]
}

/** The widths of a letter's forms from those of its texts: what the teeth beside it take is left out. */
function withoutTeeth(widths, teeth) {
  const [alone, ...others] = widths
  if (others.length === 0) return [alone]
  if (others.length === 1) return [alone, others[0] - teeth.first]
  return [alone, others[0] - teeth.last, others[1] - teeth.first - teeth.last, others[2] - teeth.first]
}

/** Widths of all texts in thousandths of an em. */
export function measure(texts, family, weight) {
  const rows = ['', ...texts].map((text) => {
    const escaped = text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`)
    return `<text y="0" xml:space="preserve" font-family="${family}" font-weight="${weight}" font-size="${SIZE}">|${escaped}|</text>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${rows.join('')}</svg>`
  const paths = [...new Resvg(svg, { font }).toString().matchAll(/ d="([^"]*)"/g)].map(([, d]) => d)
  if (paths.length !== rows.length) throw new Error(`${rows.length} texts gave ${paths.length} paths`)
  const [nothing = 0, ...widths] = paths.map((path) => {
    const numbers = (path.match(/-?[0-9.]+/g) ?? []).map(Number)
    const xs = numbers.filter((_, at) => at % 2 === 0)
    return xs.reduce((most, x) => Math.max(most, x), 0) - xs.reduce((least, x) => Math.min(least, x), 1e9)
  })
  return widths.map((width) => Math.max(0, Math.round(width - nothing)))
}

function table(codes, family) {
  const forms = codes.map(formsOf)
  const [regular, bold] = WEIGHTS.map((weight) => measure(forms.flat(), family, weight))
  const teeth = [regular, bold].map((_, weight) => {
    const [last, both] = measure([`\u200D${TOOTH}`, TOOTH + TOOTH], family, WEIGHTS[weight])
    return { first: both - last, last }
  })
  let at = 0
  return forms.map((form, row) => {
    const widths = [regular, bold].map((all, weight) =>
      withoutTeeth(all.slice(at, at + form.length), teeth[weight]).map((width) => Math.max(0, width)),
    )
    at += form.length
    return `${codes[row].toString(16)} ${widths.flat().join(' ')}`
  })
}

/** Entries of a table, as many a line as fit. */
function lines(entries) {
  const out = ['']
  for (const entry of entries) {
    const line = out.at(-1)
    if (line.length + entry.length > 104) out.push(entry)
    else out[out.length - 1] = line === '' ? entry : `${line},${entry}`
  }
  return out
    .map((line) => `  '${line},' +`)
    .join('\n')
    .replace(/,' \+$/, "'")
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const plain = table(PLAIN, 'Noto Sans')
  const arabic = table(ARABIC, 'Noto Sans Arabic')
  writeFileSync(
    new URL('../src/findings/charts/letter-widths.ts', import.meta.url),
    `/**
 * How wide letters are, in thousandths of the text's size: Noto Sans and Noto Sans Arabic, regular and bold.
 * Written by .ci/measure-letters.mjs, which says how they are measured; do not edit.
 */

/** Code point, then its widths in regular and bold. Letters that join have a width for each form: alone, (first, middle,) last. */
export const LETTER_WIDTHS: string =
${lines([...plain, ...arabic])}
`,
  )
}
