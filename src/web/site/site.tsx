/** The public site: what was asked, what people answered, and how to read it. Server-rendered, no script, no cookie. */
import { type Context, Hono } from 'hono'
import { stylesheet } from '../layout/stylesheet.ts'
import { openHomePage } from './home-page.tsx'
import { openMethodPage } from './method-page.tsx'
import { openFindingPicture, openRoundPicture, openSummaryPicture } from './open-pictures.ts'
import { openPlacePage } from './place-page.tsx'
import type { SitePorts } from './ports.ts'
import { openProgrammePage } from './programme-page.tsx'
import { openQuestionPage } from './question-page.tsx'
import { openRoundPage } from './round-page.tsx'
import { pageServer } from './serve-page.tsx'
import { pictureServer } from './serve-picture.ts'
import { openSharedPage } from './shared-page.tsx'
import { openSummaryPage } from './summary-page.tsx'

export interface Site {
  readonly routes: Hono
  /** For the whole server, too: an address that nobody answers looks like the rest. */
  notFound(c: Context): Response
}

export function site(ports: SitePorts): Site {
  const { serve, notFound } = pageServer(ports)
  const picture = pictureServer(ports, notFound)
  const app = new Hono()
  app.route('/', stylesheet)
  app.get('/', async (c) => serve(c, await openHomePage(ports)))
  app.get('/p/:programme', async (c) => serve(c, await openProgrammePage(ports, c.req.param('programme'))))
  app.get('/p/:programme/:flow', async (c) => serve(c, await openRoundPage(ports, flowIn(c))))
  app.get('/p/:programme/:flow/place/:place', async (c) =>
    serve(c, await openPlacePage(ports, { ...flowIn(c), place: c.req.param('place') })),
  )
  app.get('/p/:programme/:flow/question/:question', async (c) =>
    serve(
      c,
      await openQuestionPage(ports, {
        ...flowIn(c),
        question: c.req.param('question'),
        place: named(c, 'place'),
        by: named(c, 'by'),
        show: named(c, 'show'),
      }),
    ),
  )
  app.get('/p/:programme/:flow/method', async (c) => serve(c, await openMethodPage(ports, flowIn(c))))
  app.get('/p/:programme/:flow/shared', async (c) => serve(c, await openSharedPage(ports, flowIn(c))))
  app.get('/p/:programme/:flow/picture/:round{[0-9]+\\.png}', async (c) =>
    picture(c, await openRoundPicture(ports, flowIn(c), withoutEnding(c.req.param('round')))),
  )
  for (const [folder, kind] of [
    ['picture', 'preview'],
    ['chart', 'chart'],
  ] as const)
    app.get(`/p/:programme/:flow/${folder}/:round/:question{.+\\.png}`, async (c) => {
      const { lang: _, ...by } = c.req.query()
      const round = c.req.param('round')
      const question = withoutEnding(c.req.param('question'))
      return picture(c, await openFindingPicture(ports, flowIn(c), { kind, round, question }, by))
    })
  app.get('/p/:programme/:flow/shared/:summary{.+\\.png}', async (c) =>
    picture(c, await openSummaryPicture(ports, flowIn(c), withoutEnding(c.req.param('summary')))),
  )
  app.get('/p/:programme/:flow/shared/:summary', async (c) =>
    serve(c, await openSummaryPage(ports, { ...flowIn(c), summary: c.req.param('summary') })),
  )
  app.get('/p/*', notFound)
  return { routes: app, notFound }
}

const flowIn = (c: Context) => ({
  programme: c.req.param('programme') ?? '',
  flow: c.req.param('flow') ?? '',
  round: named(c, 'round'),
})

/** An empty part of the query is the same as one that is not there. */
const named = (c: Context, name: string): string | undefined => c.req.query(name) || undefined

const withoutEnding = (file: string): string => file.replace(/\.png$/, '')
