/** Where the texts of a picture really are: as the program that renders it has drawn their letters. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Resvg } from '@resvg/resvg-js'

const require = createRequire(import.meta.url)
const ours = (file: string) => fileURLToPath(new URL(`../../src/pictures/fonts/${file}.ttf`, import.meta.url))

/** The fonts with few letters that pictures are drawn with. */
export const OUR_FONTS = [
  'NotoSans-Regular',
  'NotoSans-Bold',
  'NotoSansArabic-Regular',
  'NotoSansArabic-Bold',
].map(ours)
/** The fonts that they were made from. */
export const WHOLE_FONTS = [
  'noto-sans/400Regular/NotoSans_400Regular.ttf',
  'noto-sans/700Bold/NotoSans_700Bold.ttf',
  'noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  'noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
].map((file) => require.resolve(`@expo-google-fonts/${file}`))

export interface DrawnText {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** The points of the letters' outlines, across and down in turn, counted from the corner of the ink. */
  readonly shape: readonly number[]
}

/** Every text of an SVG with the box that its ink fills. Throws for what is no SVG. */
export function drawnTexts(svg: string, fontFiles: readonly string[] = OUR_FONTS): DrawnText[] {
  const texts: string[] = []
  const named = svg.replace(/<text ([^>]*)>([^<]*)<\/text>/g, (_, attributes: string, text: string) => {
    texts.push(text)
    return `<text id="text-${texts.length - 1}" ${attributes}>${text}</text>`
  })
  const font = { loadSystemFonts: false, fontFiles: [...fontFiles], defaultFontFamily: 'Noto Sans' }
  return boxesIn(new Resvg(named, { font }).toString(), texts)
}

function boxesIn(flat: string, texts: readonly string[]): DrawnText[] {
  const found: DrawnText[] = []
  const open: { x: number; y: number; id: string }[] = [{ x: 0, y: 0, id: '' }]
  for (const [tag, closing = '', name = '', attributes = ''] of flat.matchAll(/<(\/?)(\w+)([^>]*)>/g)) {
    const here = open.at(-1) ?? { x: 0, y: 0, id: '' }
    if (name === 'g' && closing === '/') open.pop()
    if (name === 'g' && closing === '' && !tag.endsWith('/>')) {
      const [, x = '0', y = '0'] = /matrix\(1 0 0 1 (\S+) (\S+)\)/.exec(attributes) ?? []
      const id = / id="([^"]*)"/.exec(attributes)?.[1] ?? here.id
      open.push({ x: here.x + Number(x), y: here.y + Number(y), id })
    }
    const path = / d="([^"]*)"/.exec(attributes)?.[1]
    const number = /^text-(\d+)$/.exec(here.id)?.[1]
    if (name === 'path' && path !== undefined && number !== undefined)
      found.push({ text: texts[Number(number)] ?? '', ...boxOf(path, here) })
  }
  return found
}

function boxOf(path: string, { x, y }: { readonly x: number; readonly y: number }) {
  const numbers = (path.match(/-?[0-9.]+/g) ?? []).map(Number)
  const across = numbers.filter((_, at) => at % 2 === 0)
  const down = numbers.filter((_, at) => at % 2 === 1)
  const least = (values: readonly number[]) => values.reduce((low, one) => Math.min(low, one), 1e9)
  const most = (values: readonly number[]) => values.reduce((high, one) => Math.max(high, one), -1e9)
  const [left, top] = [least(across), least(down)]
  return {
    left: left + x,
    right: most(across) + x,
    top: top + y,
    bottom: most(down) + y,
    shape: numbers.map((value, at) => value - (at % 2 === 0 ? left : top)),
  }
}
