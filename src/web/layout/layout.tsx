/** The frame of every public page: a head, the languages, the content, a foot. No script, nothing from elsewhere. */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { directionOf } from '../../language/direction.ts'
import type { Texts } from '../../language/texts.ts'
import { stylesheetPath } from './stylesheet.ts'

export interface Frame {
  readonly language: string
  /** Offered at the top; each link keeps the rest of the address. */
  readonly languages: readonly string[]
  readonly texts: Texts
  readonly title: string
  /** The page's own path and query. */
  readonly url: URL
}

export function Layout({ frame, children }: { frame: Frame; children?: Child }) {
  const { language, languages, texts, title, url } = frame
  const t = (path: string) => texts.fill(path, language)
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={language} dir={directionOf(language)}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={stylesheetPath} />
        </head>
        <body>
          <header class="top">
            <div class="wide">
              <a class="skip hidden" href="#main">
                {t('skip')}
              </a>
              <a class="home" href={`/?lang=${language}`}>
                {t('home')}
              </a>
              <nav aria-label={t('languages')}>
                <ul class="row">
                  {languages.map((other) => (
                    <li>
                      <a
                        href={linkWith(url, 'lang', other)}
                        lang={other}
                        hreflang={other}
                        aria-current={other === language ? 'true' : undefined}
                      >
                        {texts.fill('language_name', other)}
                      </a>
                    </li>
                  ))}
                </ul>
              </nav>
            </div>
          </header>
          <main id="main" class="wide">
            {children}
          </main>
          <footer>
            <div class="wide">{t('footer')}</div>
          </footer>
        </body>
      </html>
    </>
  )
}

/** The same page with one part of its query changed. */
export function linkWith(url: URL, name: string, value: string): string {
  const query = new URLSearchParams(url.search)
  query.set(name, value)
  return `${url.pathname}?${query}`
}
