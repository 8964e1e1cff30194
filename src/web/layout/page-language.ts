import { languageOf } from '../../language/tag.ts'

/** The language of a page: what the address names, else what the browser would like, else the first there is. */
export function pageLanguage(
  named: string | undefined,
  accepted: string | undefined,
  languages: readonly [string, ...string[]],
): string {
  // Ten wishes and 500 characters are more than any browser sends.
  const wishes = (accepted ?? '')
    .slice(0, 500)
    .split(',', 10)
    .map((part, order) => {
      const [tag = '', ...rest] = part.trim().split(';')
      const quality = /q=([01](?:\.[0-9]{1,3})?)/.exec(rest.join(';'))?.[1] ?? '1'
      return { tag: tag.trim(), quality: Number(quality), order }
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.order - b.order)
  for (const tag of [named, ...wishes.map((wish) => wish.tag)]) {
    const found = languageOf(tag, languages)
    if (found !== undefined) return found
  }
  return languages[0]
}
