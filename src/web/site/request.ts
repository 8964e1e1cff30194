/** What a request says of whom it comes from: their language, and the address they know us under. */
import type { Context } from 'hono'
import { pageLanguage } from '../layout/page-language.ts'
import type { SitePorts } from './ports.ts'

export const languageFor = (c: Context, languages: readonly [string, ...string[]]): string =>
  pageLanguage(c.req.query('lang'), c.req.header('Accept-Language'), languages)

/** The address that the server was given, else the one it was asked under. */
export const originOf = (c: Context, { origin }: SitePorts): string => origin ?? new URL(c.req.url).origin

/** Of everything that is asked about here. */
export function allLanguages(ports: SitePorts): readonly [string, ...string[]] {
  const [first = 'en', ...others] = new Set(ports.programmes().flatMap(({ languages }) => languages))
  return [first, ...others]
}
