/** The chat's routes over the sample flow, and a visitor with a cookie jar and no JavaScript. */
import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import type { WebchatPorts } from '../../../src/channels/webchat/ports.ts'
import { parsePageTexts } from '../../../src/channels/webchat/texts.ts'
import { webchat } from '../../../src/channels/webchat/webchat.ts'
import { engineIntake } from '../../support/engine-intake.ts'

export const languages = ['ar', 'ckb', 'en'] as const
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
export const texts = Object.fromEntries(
  languages.map((language) => [language, parsePageTexts(json(`locales/${language}/webchat.json`))]),
)
const titles = Object.fromEntries(
  languages.map((language) => [
    language,
    (json(`locales/${language}/iraq/safety-pulse.json`) as { title: string }).title,
  ]),
)

export const PATH = '/chat/iraq/safety-pulse'

export function openDoor(more: Partial<WebchatPorts> = {}) {
  const intake = engineIntake()
  const channel = webchat({
    current: (address) => intake.current(address),
    flow: (programme, flow) =>
      programme === 'iraq' && flow === 'safety-pulse'
        ? { titles, languages: ['ar', 'ckb', 'en'] }
        : undefined,
    texts,
    clock: () => Date.now(),
    secure: false,
    log: () => {},
    ...more,
  })
  const app = channel.routes?.(intake)
  if (app === undefined) throw new Error('the web chat has routes')
  return { app, channel, intake }
}

export interface Visitor {
  get(path?: string): Promise<Response>
  post(
    fields: Record<string, string | readonly string[]>,
    headers?: Record<string, string>,
  ): Promise<Response>
  /** Opens the chat's page as it stands. */
  opens(): Promise<string>
  /** Posts and follows the redirect, as a browser would; resolves with the page. */
  does(fields: Record<string, string | readonly string[]>): Promise<string>
  /** Answers the question on the page seen last. */
  answers(fields: Record<string, string | readonly string[]>): Promise<string>
  cookie(): string | undefined
}

/** `cookie`: of somebody who has begun already, as `name=value`. `own`: the page they are on. */
export function visitor(
  app: Pick<Hono, 'request'>,
  language = 'en',
  cookie?: string,
  own: string = PATH,
): Visitor {
  let seen = ''
  const keep = (response: Response): Response => {
    const set = response.headers.get('set-cookie')
    if (set !== null) cookie = /Max-Age=0/.test(set) ? undefined : set.split(';')[0]
    return response
  }
  const base = (): Record<string, string> => ({
    'accept-language': language,
    host: 'localhost',
    ...(cookie === undefined ? {} : { cookie }),
  })
  const self: Visitor = {
    cookie: () => cookie,
    get: async (path = own) => keep(await app.request(path, { headers: base() })),
    async post(fields, headers = {}) {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries({ id: newId(), ...fields })) {
        for (const one of typeof value === 'string' ? [value] : value) body.append(name, one)
      }
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      return keep(
        await app.request(own, {
          method: 'POST',
          headers: { ...base(), ...type, ...headers },
          body: String(body),
        }),
      )
    },
    async opens() {
      seen = await (await self.get()).text()
      return seen
    },
    async does(fields) {
      const response = await self.post(fields)
      const page =
        response.status === 303 ? await self.get(response.headers.get('location') ?? own) : response
      seen = await page.text()
      return seen
    },
    answers: (fields) => self.does({ ...questionOf(seen), ...fields }),
  }
  return self
}

let ids = 0
export const newId = (): string => {
  ids += 1
  return `test-id-${String(ids).padStart(16, '0')}`
}

/** The hidden fields that name the question of a page. */
export function questionOf(page: string): { tag: string; ask: string } {
  const tag = /name="tag" value="([^"]*)"/.exec(page)?.[1]
  const ask = /name="ask" value="([^"]*)"/.exec(page)?.[1]
  if (tag === undefined || ask === undefined) throw new Error(`no question on this page:\n${page}`)
  return { tag, ask }
}

const MARKS = {
  several: 'type="checkbox"',
  words: '<textarea',
  number: 'inputmode="numeric"',
  /** After the last question. */
  end: 'class="over"',
}

export type Kind = keyof typeof MARKS

/** Walks the sample flow to its first question of a kind, skipping or choosing the first option. */
export const throughTo = async (person: Visitor, kind: Kind): Promise<string> =>
  walk(person, await person.does({ do: 'start' }), kind)

/** The same from the question that stands, for somebody who has begun. */
export const onTo = async (person: Visitor, kind: Kind): Promise<string> =>
  walk(person, await person.opens(), kind)

async function walk(person: Visitor, from: string, kind: Kind): Promise<string> {
  let page = from
  for (let turn = 0; turn < 60; turn++) {
    if (page.includes(MARKS[kind])) return page
    if (page.includes(MARKS.several)) {
      const option = /type="checkbox" name="option" value="([^"]*)"/.exec(page)?.[1] ?? ''
      page = await person.answers({ do: 'choices', option: [option] })
    } else if (page.includes(MARKS.number)) page = await person.answers({ do: 'reply', text: '5' })
    else if (page.includes(MARKS.words)) page = await person.answers({ press: '~skip' })
    else page = await person.answers({ press: /name="press" value="([^"~]*)"/.exec(page)?.[1] ?? '' })
  }
  throw new Error(`never came to a question of the kind ${kind}:\n${page}`)
}
