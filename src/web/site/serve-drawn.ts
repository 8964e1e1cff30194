/**
 * Pages and pictures, drawn once and handed out as they are until something on them changes. What one costs then is a
 * look at what is current, which the store is asked for at most once a second.
 */
import type { Context } from 'hono'
import { type Visit, visitOf } from '../layout/visit.ts'
import { byteServer } from '../served-bytes.ts'
import type { SitePorts } from './ports.ts'
import { languageFor, originOf } from './request.ts'

/** Something that was found, before anything of it is drawn. */
export interface Open<Drawn> {
  /** Path and the known parts of the query, in one order: two requests for the same have the same. */
  readonly address: string
  readonly languages: readonly [string, ...string[]]
  /** Differs whenever what is drawn does. */
  readonly stamp: string
  /** Undefined: there is no such thing after all. */
  draw(visit: Visit): Promise<Drawn | undefined>
}

export interface Kind<Drawn> {
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  /** Bytes of them that are kept in memory, plain and compressed. */
  readonly kept: number
  bytesOf(visit: Visit, drawn: Drawn): Promise<string | Uint8Array>
}

/** `missing` answers where there is nothing to draw. */
export function drawnServer<Drawn>(ports: SitePorts, kind: Kind<Drawn>, missing: (c: Context) => Response) {
  const { type, headers } = kind
  const bytes = byteServer(kind.kept)
  return async (c: Context, open: Open<Drawn> | undefined): Promise<Response> => {
    if (open === undefined) return missing(c)
    const { address, languages, stamp } = open
    const language = languageFor(c, languages)
    const origin = originOf(c, ports)
    const key = JSON.stringify([origin, address, language, stamp])
    async function* make() {
      const visit = visitOf({ language, languages, texts: ports.texts, origin, address })
      const drawn = await open?.draw(visit)
      if (drawn === undefined) throw new NothingThere()
      yield await kind.bytesOf(visit, drawn)
    }
    try {
      return await bytes(c, { key, type, headers, make })
    } catch (error) {
      if (error instanceof NothingThere) return missing(c)
      throw error
    }
  }
}

/** What looked like an address of something turned out, while it was drawn, to be none. */
class NothingThere extends Error {}
