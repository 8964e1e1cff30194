/** What every page is given: the language to speak, and how to name its own addresses. */
import { formatNumber } from '../../language/format-number.ts'
import type { Texts, Values } from '../../language/texts.ts'

export interface Visit {
  readonly language: string
  /** Those the page can be had in, the fallback first. */
  readonly languages: readonly string[]
  /** The pages' own words: `locales/<language>/site.json`. */
  readonly texts: Texts
  /** Scheme and host, as in `https://example.org`: what absolute addresses begin with. */
  readonly origin: string
  /** The page's one address: path and known parts of the query, without the language. */
  readonly address: string
  say(path: string, values?: Values, count?: number): string
  number(value: number): string
  /** An address of this site, in the language of the page. */
  to(address: string): string
}

export function visitOf(
  given: Pick<Visit, 'language' | 'languages' | 'texts' | 'origin' | 'address'>,
): Visit {
  const { language, texts } = given
  return {
    ...given,
    say: (path, values, count) => texts.fill(path, language, values, count),
    number: (value) => formatNumber(value, language),
    to: (address) => inLanguage(address, language),
  }
}

/** An address with the language in its query; what follows a # stays last. */
export function inLanguage(address: string, language: string): string {
  const [page = '', anchor] = address.split('#', 2)
  return `${page}${page.includes('?') ? '&' : '?'}lang=${language}${anchor === undefined ? '' : `#${anchor}`}`
}
