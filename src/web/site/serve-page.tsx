/** Pages as bytes, and the page for addresses that lead nowhere. */
import type { Context } from 'hono'
import { titleOf } from '../../findings/wording.ts'
import { pageHeaders, pageType } from '../layout/headers.ts'
import { Layout } from '../layout/layout.tsx'
import type { Page, SiteLink } from '../layout/page.ts'
import { type Visit, visitOf } from '../layout/visit.ts'
import { programmeName } from './flow-frame.ts'
import { notFoundPage } from './not-found-page.tsx'
import { programmePath, roundPath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { allLanguages, languageFor, originOf } from './request.ts'
import { drawnServer, type Open } from './serve-drawn.ts'

export type OpenPage = Open<Page>

export interface PageServer {
  serve(c: Context, page: OpenPage | undefined): Promise<Response>
  notFound(c: Context): Response
}

export function pageServer(ports: SitePorts): PageServer {
  const notFound = (c: Context): Response => missing(c, ports)
  const serve = drawnServer<Page>(
    ports,
    {
      type: pageType,
      headers: { ...pageHeaders, 'Cache-Control': 'public, max-age=60' },
      // Some two hundred pages.
      kept: 8_000_000,
      bytesOf: async (visit, page) => markup(visit, page),
    },
    notFound,
  )
  return { serve, notFound }
}

function missing(c: Context, ports: SitePorts): Response {
  const languages = allLanguages(ports)
  const language = languageFor(c, languages)
  const origin = originOf(c, ports)
  const visit = visitOf({ language, languages, texts: ports.texts, origin, address: '/' })
  return new Response(markup(visit, notFoundPage(visit, wayBack(c, ports, language))), {
    status: 404,
    headers: { ...pageHeaders, 'Content-Type': pageType, 'Cache-Control': 'no-cache' },
  })
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
