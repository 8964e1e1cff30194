/** The words around numbered options, as the server reads them. */
import type { NumberedText, NumberedTexts } from '../../src/channels/numbered.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'

let known: NumberedTexts | undefined

export function numberedTexts(): NumberedTexts {
  known ??= Object.fromEntries(
    Object.entries(readTexts('locales', 'common')).map(([language, tree]) => [
      language,
      // The same cast as the server's own reading of them: a locale's tree is checked by its tests.
      tree.numbered as unknown as NumberedText,
    ]),
  )
  return known
}
