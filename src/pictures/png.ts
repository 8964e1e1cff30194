/** SVG to PNG, with the fonts that come with the program: a server has none for Arabic, or other ones. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ownFile } from '../own-files.ts'
import { indexedPng, type Pixels } from './indexed-png.ts'

const require = createRequire(import.meta.url)

// Milliseconds for which resvg's allocator keeps what was freed. After ten, its default, a picture's 12 MB are asked of the
// system anew, page by page, at every step: a quarter of the time. It looks here once, when it is loaded.
process.env.MIMALLOC_PURGE_DELAY ??= '200'
const { renderAsync } = require('@resvg/resvg-js') as typeof import('@resvg/resvg-js')

/**
 * By path, because resvg reads them where it draws, outside the thread that answers people. It reads a whole file for
 * each letter, so ours with few letters come first (docs/decisions/0016-pictures.md), and the whole fonts after them,
 * for a letter that ours lack.
 */
const FONTS = [
  own('NotoSans-Regular.ttf'),
  own('NotoSans-Bold.ttf'),
  own('NotoSansArabic-Regular.ttf'),
  own('NotoSansArabic-Bold.ttf'),
  require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
  require.resolve('@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
  require.resolve('@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf'),
]

/**
 * The picture at its own width, or at another one in pixels; of several SVGs of one width, one below the other. These are
 * drawn at the same time. Takes 20 to 50 ms, of which 5 to 20 are spent on the thread that answers people;
 * `createPictures` keeps what was drawn. Rejects for what is no SVG: only charts come here.
 */
export async function pngOf(
  svg: string | readonly string[],
  { width }: { readonly width?: number } = {},
): Promise<Uint8Array> {
  const slices = (typeof svg === 'string' ? [svg] : svg).map((one) => drawn(one, width))
  // They are waited for one by one: what is wrong with a later one is heard here, and told when its turn comes.
  Promise.all(slices).catch(() => undefined)
  return await indexedPng(slices)
}

const drawn = async (svg: string, width: number | undefined): Promise<Pixels> =>
  await renderAsync(svg, {
    font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: 'Noto Sans' },
    fitTo: width === undefined ? { mode: 'original' } : { mode: 'width', value: width },
    background: '#ffffff',
  })

/** resvg says nothing of a file that it does not find, and takes ten times as long with the others. */
function own(file: string): string {
  const path = fileURLToPath(ownFile(`src/pictures/fonts/${file}`))
  if (!existsSync(path))
    throw new Error(`${path} is missing: it comes with the program. Get it again: git checkout src/pictures`)
  return path
}
