/**
 * Makes the fonts that pictures are drawn with, src/pictures/fonts/*.ttf, from Noto Sans and Noto Sans Arabic: only the
 * letters of the languages that are served, so that a file is 30 to 60 kB where they have up to 630. resvg reads the whole file
 * anew for every letter it draws, and most of a picture's time was that. Run by hand after the fonts' packages change:
 *
 *     npm install --prefix /tmp/subset subset-font
 *     node .ci/make-fonts.mjs /tmp/subset/node_modules/subset-font/index.js
 *
 * Other letters are drawn from the whole fonts. test/pictures/letters.test.ts sees that both draw the same.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { default: subsetFont } = await import(process.argv[2])

const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).join('')

/** ASCII, marks of direction and joining, dashes, quotation marks. */
const SHARED = `${range(0x20, 0x7e)}\u00a0«»·×${range(0x200b, 0x201e)}${range(0x2066, 0x2069)}•…‹›−`
/** European languages, and the letters and accents of Dinka and Nuer. */
const LATIN = `${range(0xa1, 0x17f)}ƐɛƆɔƔɣʼ€→←≈≤≥‰${range(0x300, 0x304)}${range(0x306, 0x30c)}\u0323\u0324\u0331`
/** All of the Arabic block: Arabic, Sorani, Persian, Urdu and more, with both kinds of digits. */
const ARABIC = range(0x600, 0x6ff)

for (const weight of ['400Regular', '700Bold']) {
  for (const [folder, name, letters, keepFeatures] of [
    // Ligatures and small capitals are never asked for; they would bring their own letters.
    ['noto-sans', 'NotoSans', LATIN, ['ccmp', 'kern', 'mark', 'mkmk']],
    ['noto-sans-arabic', 'NotoSansArabic', ARABIC, undefined],
  ]) {
    const file = require.resolve(`@expo-google-fonts/${folder}/${weight}/${name}_${weight}.ttf`)
    const font = await subsetFont(readFileSync(file), SHARED + letters, {
      targetFormat: 'truetype',
      noHinting: true,
      ...(keepFeatures && { keepFeatures }),
    })
    writeFileSync(new URL(`../src/pictures/fonts/${name}-${weight.slice(3)}.ttf`, import.meta.url), font)
    console.log(`${name}-${weight.slice(3)}.ttf: ${font.length} bytes`)
  }
}
const licences = ['noto-sans', 'noto-sans-arabic'].map((folder) =>
  readFileSync(require.resolve(`@expo-google-fonts/${folder}/LICENSE_FONT`), 'utf8'),
)
writeFileSync(
  new URL('../src/pictures/fonts/LICENSE.txt', import.meta.url),
  `${licences[0].split('\n')[0]}\n${licences[1]}`,
)
