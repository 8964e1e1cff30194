/**
 * `/api/v1`: what was published, as JSON. Everything here is public and suppressed, so it asks for no token and any page
 * may read it. GET only; each route is described by `/api/v1/openapi.json`.
 */
import { type Context, Hono } from 'hono'
import { StoreUnavailable } from '../../channels/channel.ts'
import { type ByteServer, byteServer } from '../served-bytes.ts'
import { API } from './api-root.ts'
import { catalogueRoutes } from './catalogue-routes.ts'
import { isProblem } from './find.ts'
import { findingsRoutes } from './findings-routes.ts'
import { openApiDocument } from './openapi.ts'
import type { ApiPorts } from './ports.ts'
import { notFound, type Problem, problemResponse, wrongParameter } from './problem.ts'
import type { ApiRoute } from './route.ts'

export const API_ROUTES: readonly ApiRoute[] = [...catalogueRoutes, ...findingsRoutes]

/** Bytes of answers in memory, plain and compressed. */
const KEPT = 8_000_000
/** A query is a few ids; longer ones are nobody's. */
const LONGEST_VALUE = 200

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'ETag' }

export function api(ports: ApiPorts): Hono {
  const serve = byteServer(KEPT)
  const document = JSON.stringify(openApiDocument(API_ROUTES))
  const app = new Hono()
  app.get(`${API}/openapi.json`, (c) =>
    serve(c, {
      ...{ key: 'openapi', type: 'application/json; charset=utf-8', headers: headers() },
      async *make() {
        yield document
      },
    }),
  )
  for (const route of API_ROUTES) {
    const path = `${API}${route.path}`.replace(/\/$/, '').replace(/\{(\w+)\}/g, ':$1')
    app.get(path, (c) => answer(c, route, ports, serve))
  }
  const preflight = (c: Context) =>
    c.body(null, 204, {
      ...CORS,
      'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
      'Access-Control-Allow-Headers': 'If-None-Match, Authorization',
      'Access-Control-Max-Age': '86400',
    })
  const nothing = (c: Context) =>
    c.req.method === 'GET' || c.req.method === 'HEAD'
      ? refuse(notFound(`There is nothing at this address. See ${API}/openapi.json for what there is.`))
      : refuse({ code: 'method_not_allowed', detail: 'This API is only read: use GET.' }, ALLOW)
  for (const path of [API, `${API}/*`]) {
    app.options(path, preflight)
    app.all(path, nothing)
  }
  app.onError((error) => {
    if (!(error instanceof StoreUnavailable)) throw error
    const detail = 'The store is not available at the moment: try again in ten seconds.'
    return refuse({ code: 'unavailable', detail }, { 'Retry-After': '10' })
  })
  return app
}

const ALLOW = { Allow: 'GET, HEAD, OPTIONS' }

const refuse = (problem: Problem, more: Record<string, string> = {}): Response =>
  problemResponse(problem, { ...CORS, ...more })

const headers = () => ({ ...CORS, 'Cache-Control': 'public, max-age=60' })

async function answer(c: Context, route: ApiRoute, ports: ApiPorts, serve: ByteServer): Promise<Response> {
  const query = queryOf(c, route)
  if (isProblem(query)) return refuse(query)
  const path = c.req.param()
  const found = await route.answer(ports, { path, query })
  if (isProblem(found)) return refuse(found)
  return await serve(c, {
    key: JSON.stringify([route.operation, path, Object.entries(query).sort(), found.stamp]),
    type: 'application/json; charset=utf-8',
    headers: headers(),
    make: found.body,
  })
}

/** A misspelt filter must not be taken for none: the answer would be of everybody. */
function queryOf(c: Context, { query: known }: ApiRoute): Readonly<Record<string, string>> | Problem {
  const allowed = Object.keys(known)
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(c.req.query())) {
    if (!Object.hasOwn(known, name)) {
      const there = allowed.length === 0 ? 'this address takes none' : `use ${allowed.join(', ')}`
      return wrongParameter(`There is no “${name}” in the query here: ${there}.`, allowed)
    }
    if (value.length > LONGEST_VALUE)
      return wrongParameter(`“${name}” is longer than any id there can be.`, allowed)
    if (value !== '') given[name] = value
  }
  return given
}
