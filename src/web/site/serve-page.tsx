/**
 * Pages, drawn once and handed out as they are until something on them changes. What a page costs then is one look at
 * what is current, which the store is asked for at most once a second.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Context } from 'hono'
import { titleOf } from '../../findings/wording.ts'
import { boundedCache } from '../../survey/bounded-cache.ts'
import { pageHeaders } from '../layout/headers.ts'
import { Layout } from '../layout/layout.tsx'
import type { Page, SiteLink } from '../layout/page.ts'
import { type Visit, visitOf } from '../layout/visit.ts'
import { programmeName } from './flow-frame.ts'
import { notFoundPage } from './not-found-page.tsx'
import { programmePath, roundPath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { allLanguages, languageFor, originOf } from './request.ts'

/** A page that was found, before anything of it is drawn. */
export interface OpenPage {
  /** Path and the known parts of the query, in one order: two requests for the same page have the same. */
  readonly address: string
  readonly languages: readonly [string, ...string[]]
  /** Differs whenever the page does. */
  readonly stamp: string
  /** Undefined: there is no such page after all. */
  draw(visit: Visit): Promise<Page | undefined>
}

export interface PageServer {
  serve(c: Context, page: OpenPage | undefined): Promise<Response>
  notFound(c: Context): Response
}

interface Drawn {
  readonly body: Uint8Array<ArrayBuffer>
  readonly compressed: Uint8Array<ArrayBuffer>
  readonly etag: string
}

/** Bytes of drawn pages, plain and compressed: some two hundred. */
const KEPT = 8_000_000
/** Seconds that browsers and proxies may keep a page. */
const CACHE_CONTROL = 'public, max-age=60'

export function pageServer(ports: SitePorts): PageServer {
  const drawn = boundedCache<Drawn>(KEPT)
  const notFound = (c: Context): Response => {
    const languages = allLanguages(ports)
    const language = languageFor(c, languages)
    const visit = visitOf({
      language,
      languages,
      texts: ports.texts,
      origin: originOf(c, ports),
      address: '/',
    })
    return new Response(markup(visit, notFoundPage(visit, wayBack(c, ports, language))), {
      status: 404,
      headers: { ...pageHeaders, 'Cache-Control': 'no-cache' },
    })
  }
  return {
    notFound,
    serve: async (c, page) => {
      if (page === undefined) return notFound(c)
      const language = languageFor(c, page.languages)
      const origin = originOf(c, ports)
      const key = JSON.stringify([origin, page.address, language, page.stamp])
      let found = drawn.get(key)
      if (found === undefined) {
        const { address, languages } = page
        const visit = visitOf({ language, languages, texts: ports.texts, origin, address })
        const content = await page.draw(visit)
        if (content === undefined) return notFound(c)
        found = drawnPage(markup(visit, content))
        drawn.set(key, found, found.body.byteLength + found.compressed.byteLength)
      }
      return respond(c, found)
    },
  }
}

/** What an address that leads nowhere is a part of: the survey, else the programme. */
function wayBack(c: Context, ports: SitePorts, language: string): SiteLink | undefined {
  const [, first, id, flow] = c.req.path.split('/')
  const programme = first === 'p' ? ports.programmes().find((one) => one.id === id) : undefined
  if (programme === undefined) return undefined
  const survey = programme.surveys.find((one) => one.flow === flow)
  return survey === undefined
    ? { label: programmeName(programme, language), address: programmePath(programme.id) }
    : { label: titleOf(survey, language), address: roundPath(programme.id, survey.flow) }
}

const markup = (visit: Visit, page: Page): string => String(<Layout visit={visit} page={page} />)

function drawnPage(html: string): Drawn {
  const body = new TextEncoder().encode(html)
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16)
  // Weak, because the same tag stands for the page with and without compression.
  return { body, compressed: new Uint8Array(gzipSync(body)), etag: `W/"${hash}"` }
}

function respond(c: Context, { body, compressed, etag }: Drawn): Response {
  const headers: Record<string, string> = { ...pageHeaders, 'Cache-Control': CACHE_CONTROL, ETag: etag }
  const known = c.req.header('If-None-Match')
  if (known?.split(',').some((one) => one.trim() === etag))
    return new Response(null, { status: 304, headers })
  if (!/\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '')) return new Response(body, { headers })
  headers['Content-Encoding'] = 'gzip'
  return new Response(compressed, { headers })
}
