/**
 * The chat's addresses. A page without a script: POST → 303 → GET. With it: the same POST, answered as JSON.
 *
 * GET makes no contact and sets no cookie, so that crawlers and link previews leave nothing behind.
 */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HtmlEscapedString } from 'hono/utils/html'
import { REQUEST_BODY_BYTES } from '../../limits.ts'
import { type Intake, type Receipt, type Received, StoreUnavailable } from '../channel.ts'
import { problemAnswer, turnAnswer } from './answers.tsx'
import { type Asset, script, stylesheet } from './assets.ts'
import { PICTURES } from './bubble.tsx'
import { ChatPage, type ChatProps, question } from './chat-page.tsx'
import { clientOf } from './client-address.ts'
import { addressOf, dropAddress, keepAddress, newAddress } from './cookie.ts'
import { eventStream } from './event-stream.ts'
import { externalOf, type Posted, readForm } from './form.ts'
import { knownLanguage } from './language.ts'
import type { Chrome } from './layout.tsx'
import type { Listeners } from './listeners.ts'
import type { ChatPlace, FlowOnPage, Standing, WebchatPorts } from './ports.ts'
import { ProblemPage } from './problem-page.tsx'
import { webchatPatience } from './rate.ts'
import { isSameOrigin } from './same-origin.ts'
import { StartPage } from './start-page.tsx'
import { starts } from './starts.ts'
import type { PageTexts, ProblemName } from './texts.ts'

/** Says nothing about who visits it, loads fast, and is known everywhere. */
const NEUTRAL_PAGE = 'https://www.wikipedia.org/'

/** One request's place: which flow, in which words. */
interface Place extends ChatPlace {
  readonly page: FlowOnPage
  readonly action: string
  /** Chosen by the person or named by the browser. */
  readonly language: string | undefined
}

/** What became of a form. */
interface Outcome {
  readonly posted: Posted
  readonly receipt: Receipt | undefined
  readonly before: Standing | undefined
  /** Undefined: forgotten. */
  readonly after: Standing | undefined
}

export function webchatRoutes(
  ports: WebchatPorts,
  intake: Intake,
  open: Listeners,
  closed: () => boolean,
): Hono {
  const app = new Hono()
  const patience = webchatPatience()
  const begun = starts()
  const sequence = increasing(ports.clock)
  const neutralPage = ports.neutralPage ?? NEUTRAL_PAGE

  const textsOf = (language: string | undefined): { language: string; texts: PageTexts } => {
    const own = language === undefined ? undefined : ports.texts[language]
    if (language !== undefined && own !== undefined) return { language, texts: own }
    const texts = ports.texts.en
    if (texts === undefined) throw new TypeError('The web chat has no page texts in English')
    return { language: 'en', texts }
  }
  const chromeOf = (place: Place, language = place.language ?? place.page.languages[0]): Chrome => {
    const words = textsOf(language)
    const title = place.page.titles[language] ?? place.page.titles[place.page.languages[0]] ?? place.flow
    return { ...words, title, neutralPage }
  }
  const placeOf = (c: Context): Place | undefined => {
    const { programme, flow, round } = c.req.param() as { programme: string; flow: string; round?: string }
    const page = ports.flow(programme, flow)
    if (page === undefined) return undefined
    const about = round === undefined ? {} : { round: Number(round) }
    const address = `/chat/${encodeURIComponent(programme)}/${encodeURIComponent(flow)}`
    const action = round === undefined ? address : `${address}/${round}`
    const language = knownLanguage(page.languages, c.req.query('lang'), c.req.header('accept-language'))
    return { programme, flow, ...about, page, action, language }
  }
  const chatProps = (place: Place, standing: Standing, typed: ChatProps['typed'] = {}): ChatProps => {
    const language = standing.messages.at(-1)?.language
    return { chrome: chromeOf(place, language), action: place.action, standing, id: newAddress(), typed }
  }
  const startPage = (c: Context, place: Place, problem?: ProblemName) =>
    c.html(
      page(
        <StartPage
          chrome={chromeOf(place)}
          action={place.action}
          id={newAddress()}
          language={place.language}
          languages={place.page.languages
            .map((tag) => ({ tag, ...textsOf(tag) }))
            .filter((one) => one.tag === one.language)}
          {...(problem === undefined ? {} : { problem })}
        />,
      ),
    )
  const problem = (
    c: Context,
    status: 400 | 403 | 404 | 413 | 415 | 429 | 503,
    name: ProblemName,
    more: { place?: Place; again?: URLSearchParams; retryAfter?: number } = {},
  ) => {
    const { place, again, retryAfter } = more
    if (retryAfter !== undefined) c.header('Retry-After', String(Math.ceil(retryAfter / 1000)))
    const languages = Object.keys(ports.texts)
    const language =
      place?.language ?? knownLanguage(languages, c.req.query('lang'), c.req.header('accept-language'))
    const words = textsOf(language ?? place?.page.languages[0])
    const chrome = { ...words, title: words.texts.problems[name].title, neutralPage }
    if (byScript(c)) return c.json(problemAnswer(words.texts, name), status)
    return c.html(
      page(
        <ProblemPage
          chrome={chrome}
          problem={name}
          {...(place === undefined ? {} : { action: place.action })}
          {...(again === undefined ? {} : { again })}
        />,
      ),
      status,
    )
  }

  app.use('/chat/*', async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.header(name, value)
  })
  for (const one of [stylesheet, script]) app.get(one.path, (c) => serve(c, one))

  app.get(`${PICTURES}/:file`, async (c) => {
    const bytes = await ports.picture?.(c.req.param('file')).catch(() => undefined)
    if (bytes === undefined) return problem(c, 404, 'not_found')
    // Named by its content: it never changes.
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': bytes[0] === 0x89 ? 'image/png' : 'image/jpeg',
      'Cache-Control': 'private, max-age=31536000, immutable',
    })
  })

  app.on('GET', CHATS, async (c) => {
    const place = placeOf(c)
    if (place === undefined) return problem(c, 404, 'not_found')
    const address = addressOf(c, ports.secure)
    try {
      const standing = address === undefined ? undefined : await ports.current(address, place)
      if (byScript(c)) return c.json(standing === undefined ? GONE : turnAnswer(chatProps(place, standing)))
      if (standing === undefined) return startPage(c, place)
      return c.html(page(<ChatPage {...chatProps(place, standing)} />))
    } catch (error) {
      return unavailable(c, place, error)
    }
  })

  app.on('GET', EVENTS, (c) => {
    const address = addressOf(c, ports.secure)
    // 204 tells a browser not to come back.
    if (address === undefined || placeOf(c) === undefined) return c.body(null, 204)
    if (closed()) return c.body(null, 503)
    return eventStream(c, address, open, ports.heartbeat)
  })

  const limit = bodyLimit({
    maxSize: REQUEST_BODY_BYTES,
    onError: (c) => {
      const place = placeOf(c)
      return problem(c, 413, 'too_large', place === undefined ? {} : { place })
    },
  })
  app.on('POST', CHATS, limit, async (c) => {
    const place = placeOf(c)
    if (place === undefined) return problem(c, 404, 'not_found')
    if (!isSameOrigin(c.req.raw.headers, c.req.header('host'), ports.origin)) {
      return problem(c, 403, 'foreign', { place })
    }
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
      return problem(c, 415, 'bad_form', { place })
    }
    const fields = new URLSearchParams(await c.req.text())
    const posted = readForm(fields, payloadOf(place))
    if (posted === undefined) return problem(c, 400, 'bad_form', { place })
    try {
      return await turn(c, place, fields, posted)
    } catch (error) {
      return unavailable(c, place, error, fields)
    }
  })

  async function turn(c: Context, place: Place, fields: URLSearchParams, posted: Posted): Promise<Response> {
    const now = ports.clock()
    const known = addressOf(c, ports.secure)
    const before = known === undefined ? undefined : await ports.current(known, place)
    const begins = posted.body.kind === 'start'
    // An answer from a page whose conversation is gone (forgotten in another tab) must not make a new contact.
    if (before === undefined && !begins) return byScript(c) ? c.json(GONE) : startPage(c, place, 'gone')

    const started = begun.by(posted.id, now)
    const address = known ?? started ?? newAddress()
    const wait =
      before === undefined && started === undefined
        ? patience.begin(clientOf(c, ports.trustForwarded === true), now)
        : patience.turn(address, now)
    if (wait > 0) {
      ports.log('webchat.limited', { kind: before === undefined ? 'start' : 'turn' })
      return problem(c, 429, 'too_fast', { place, again: fields, retryAfter: wait })
    }
    if (known === undefined) begun.remember(posted.id, address, now)

    const [receipt] = await intake.receive([received(place, posted, address, now)])
    const after = await ports.current(address, place)
    if (receipt?.forgotten === true) {
      dropAddress(c, ports.secure)
      begun.forget(posted.id)
      return answered(c, place, { posted, receipt, before, after: undefined })
    }
    keepAddress(c, ports.secure, address)
    return answered(c, place, { posted, receipt, before, after })
  }

  function answered(c: Context, place: Place, outcome: Outcome): Response | Promise<Response> {
    const { posted, receipt, before, after } = outcome
    const said = receipt?.messages ?? []
    // A press that is taken needs no word: the next question says it. One on an old page does.
    const notice = before !== undefined && asks(posted, before) ? undefined : receipt?.notice
    const told = notice === undefined ? {} : { notice }
    if (after === undefined) {
      // Forgotten: nothing of it can be read again, so the goodbye is shown from what the turn said, once.
      if (said.length === 0) return byScript(c) ? c.json(GONE) : startPage(c, place, 'gone')
      const props = { ...chatProps(place, { messages: said, open: false }), ...told }
      return byScript(c)
        ? c.json({ ...turnAnswer(props), alone: true })
        : c.html(page(<ChatPage {...props} />))
    }
    const typed = asks(posted, after) ? typedIn(posted) : {}
    const props = { ...chatProps(place, after, typed), ...told }
    if (byScript(c)) return c.json(turnAnswer(props, receipt?.messages))
    // Refused, or a stale button: shown at once, with the reason and what was typed. Sending this page again is a
    // repeat, which changes nothing.
    if (typed.text !== undefined || notice !== undefined) return c.html(page(<ChatPage {...props} />))
    return c.redirect(place.action, 303)
  }

  function received(place: Place, posted: Posted, address: string, now: number): Received {
    const order = sequence()
    const language = posted.language ?? place.language
    return {
      channel: 'webchat',
      account: 'web',
      external: externalOf(address, posted),
      address,
      sequence: order,
      position: order,
      at: now,
      body: posted.body,
      ...(language === undefined ? {} : { language }),
    }
  }

  function unavailable(c: Context, place: Place, error: unknown, again?: URLSearchParams) {
    if (!(error instanceof StoreUnavailable)) throw error
    ports.log('webchat.store_unavailable')
    return problem(c, 503, 'not_saved', {
      place,
      retryAfter: 5_000,
      ...(again === undefined ? {} : { again }),
    })
  }

  return app
}

const CHAT = '/chat/:programme/:flow'
/** With the number of a round: the conversation about one summary. */
const ABOUT = `${CHAT}/:round{[1-9][0-9]{0,5}}`
const CHATS = [CHAT, ABOUT]
const EVENTS = [`${CHAT}/events`, `${ABOUT}/events`]

const payloadOf = ({ programme, flow, round }: Place): string =>
  [programme, flow, ...(round === undefined ? [] : [round])].join('/')

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
} as const

/** Tells the script to show the start page. */
const GONE = { gone: true }

/** A header that no form can send. */
const byScript = (c: Context): boolean => c.req.header('x-chat') !== undefined

/** hono/jsx types an element more loosely than `c.html` takes it. */
const page = (element: unknown): HtmlEscapedString => element as HtmlEscapedString

function serve(c: Context, { content, type }: Asset): Response {
  return c.body(content, 200, {
    'Content-Type': type,
    'Cache-Control': 'public, max-age=31536000, immutable',
  })
}

/** Whether the form that was sent answers the question that stands. */
function asks({ body }: Posted, standing: Standing): boolean {
  const stands = question(standing)?.ask
  return stands !== undefined && 'tag' in body && stands.tag === body.tag && stands.ask === body.ask
}

function typedIn({ body }: Posted): ChatProps['typed'] {
  if (body.kind === 'reply') return { text: body.text }
  return body.kind === 'choices' ? { options: body.options } : {}
}

/** Grows with time and never repeats in this process: microseconds, of which the last three digits count. */
function increasing(clock: () => number): () => number {
  let last = 0
  return () => {
    last = Math.max(last + 1, clock() * 1000)
    return last
  }
}
