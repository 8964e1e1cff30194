/** Which of a flow's languages the page speaks before the conversation has one. */

/** Tags that browsers send for one of ours. `ku` in Iraq is Sorani; Kurmanji (`kmr`, `ku-Latn`) is not. */
const SAME: Readonly<Record<string, string>> = { ku: 'ckb' }

/** The browser's wishes, best first; at most ten, so that a made-up header costs nothing. */
export function wishes(header: string | undefined): readonly string[] {
  return (header ?? '')
    .slice(0, 500)
    .split(',', 10)
    .map((part, order) => {
      const [tag = '', ...rest] = part.trim().split(';')
      const quality = /q=([01](?:\.[0-9]{1,3})?)/.exec(rest.join(';'))?.[1]
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality), order }
    })
    .filter(({ tag, quality }) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.order - b.order)
    .map(({ tag }) => tag)
}

/** The language among those available that a tag names. */
export function among(languages: readonly string[], tag: string): string | undefined {
  const [primary = '', ...rest] = tag.toLowerCase().split('-')
  if (primary === 'ku' && rest.includes('latn')) return undefined
  return (
    languages.find((language) => language === tag) ??
    languages.find((language) => language === (SAME[primary] ?? primary))
  )
}

/** Undefined when the person named none of them: the page then guesses, and the conversation asks. */
export function knownLanguage(
  languages: readonly string[],
  asked: string | undefined,
  header: string | undefined,
): string | undefined {
  for (const tag of [...(asked === undefined ? [] : [asked]), ...wishes(header)]) {
    const found = among(languages, tag)
    if (found !== undefined) return found
  }
  return undefined
}
