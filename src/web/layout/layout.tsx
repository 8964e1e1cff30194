/** The frame of every public page: a head, the programme and its pages, the languages, the content, a foot. */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { directionOf } from '../../language/direction.ts'
import { Head } from './head.tsx'
import { languageName } from './languages.ts'
import type { Page, SiteLink } from './page.ts'
import { inLanguage, type Visit } from './visit.ts'

export function Layout({ visit, page }: { visit: Visit; page: Page }) {
  const { language } = visit
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={language} dir={directionOf(language)}>
        <Head visit={visit} page={page} />
        <body>
          <a class="skip hidden" href="#main">
            {visit.say('skip')}
          </a>
          <header class="top">
            <div class="wide">
              <a class="home" href={visit.to(page.home.address)}>
                {page.home.label}
              </a>
              <Languages visit={visit} />
            </div>
            {page.menu.length === 0 ? null : <Menu visit={visit} links={page.menu} />}
          </header>
          <main id="main" class="wide">
            {page.content}
          </main>
          <Foot visit={visit}>{page.foot}</Foot>
        </body>
      </html>
    </>
  )
}

function Languages({ visit }: { visit: Visit }) {
  if (visit.languages.length < 2) return null
  return (
    <nav aria-label={visit.say('languages')}>
      <ul class="row">
        {visit.languages.map((other) => (
          <li>
            <a
              href={inLanguage(visit.address, other)}
              lang={other}
              hreflang={other}
              dir={directionOf(other)}
              aria-current={other === visit.language ? 'true' : undefined}
            >
              {languageName(visit.texts, other)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Menu({ visit, links }: { visit: Visit; links: readonly SiteLink[] }) {
  return (
    <nav class="menu" aria-label={visit.say('menu.title')}>
      <ul class="row wide">
        {links.map(({ label, address, current }) => (
          <li>
            <a href={visit.to(address)} aria-current={current ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Foot({ visit, children }: { visit: Visit; children?: Child }) {
  return (
    <footer>
      <div class="wide">
        {children}
        <p>{visit.say('footer')}</p>
        <p class="links">
          <a href={visit.to('/')}>{visit.say('all_surveys')}</a>
        </p>
      </div>
    </footer>
  )
}
