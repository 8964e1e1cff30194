import type { Texts } from '../../language/texts.ts'

/** What a language calls itself; its tag where nobody here knows. */
export function languageName(texts: Texts, language: string): string {
  const own = texts.find('language_name', language)
  if (own?.language === language) return own.text
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}
