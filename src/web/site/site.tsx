/** The public site: what there is, and what people answered. Server-rendered, no script, no cookie. */
import { type Context, Hono } from 'hono'
import { pageHeaders } from '../layout/headers.ts'
import { pageLanguage } from '../layout/page-language.ts'
import { stylesheet } from '../layout/stylesheet.ts'
import { HomePage } from './home-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import type { ProgrammeOnSite, SitePorts } from './ports.ts'
import { ResultsPage } from './results-page.tsx'

export function site(ports: SitePorts): Hono {
  const app = new Hono()
  app.route('/', stylesheet)
  app.get('/', pageHeaders, (c) => {
    const programmes = ports.programmes()
    const frame = frameOf(c, ports, languagesOf(programmes))
    return c.html(<HomePage frame={frame} programmes={programmes} />)
  })
  app.get('/p/:programme/:flow', pageHeaders, async (c) => {
    const { programme: id, flow } = c.req.param()
    const programme = ports.programmes().find((one) => one.id === id)
    const program = programme?.surveys.find((one) => one.flow === flow)
    const wanted = c.req.query('round')
    const number = wanted === undefined ? undefined : roundNumber(wanted)
    if (programme === undefined || program === undefined || number === null) return notFound(c, ports)
    const results = await ports.results(id, flow, number)
    if (results === undefined && number !== undefined) return notFound(c, ports)
    const frame = frameOf(c, ports, program.languages)
    return c.html(
      <ResultsPage frame={frame} programme={programme} program={program} results={results ?? null} />,
    )
  })
  app.get('/p/*', pageHeaders, (c) => notFound(c, ports))
  return app
}

/** For the whole server, too: an address that nobody answers looks like the rest. */
export function notFound(c: Context, ports: SitePorts): Response | Promise<Response> {
  const frame = frameOf(c, ports, languagesOf(ports.programmes()))
  return c.html(<NotFoundPage frame={frame} />, 404)
}

function frameOf(c: Context, ports: SitePorts, languages: readonly [string, ...string[]]) {
  const language = pageLanguage(c.req.query('lang'), c.req.header('Accept-Language'), languages)
  return { language, languages, texts: ports.texts, url: new URL(c.req.url) }
}

function languagesOf(programmes: readonly ProgrammeOnSite[]): readonly [string, ...string[]] {
  const [first = 'en', ...others] = new Set(programmes.flatMap(({ languages }) => languages))
  return [first, ...others]
}

/** Null when it cannot be a round's number. */
const roundNumber = (text: string): number | null => (/^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : null)
