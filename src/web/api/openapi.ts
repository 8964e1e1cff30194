/** The OpenAPI 3.1 document, made from the routes and from the schemas that tests hold their answers to. */
import { z } from 'zod'
import { API } from './api-root.ts'
import { type ApiRoute, PARAMETERS } from './route.ts'
import { problem, shapes } from './schemas.ts'

/** Of the API, not of the server: its first number is that in the address. */
const VERSION = '1.0.0'

type Json = { readonly [key: string]: unknown }

const DESCRIPTION = `What people answered to the surveys of this server, as it is published: suppressed, and without anything that could tell about a few people. No token is needed. What only staff may see is not served here; when it is, it will ask for a bearer token.

Everything is true of the people who answered. They chose to take part and were not drawn at random, so they do not speak for everybody, and the least safe places are the hardest to reach.

Names and shapes stay as they are within v1; fields may be added. Answers carry an ETag: send it back as If-None-Match. Errors are RFC 9457 problems whose detail says what to do.`

export function openApiDocument(routes: readonly ApiRoute[]): Json {
  const { schemas } = z.toJSONSchema(shapes, { uri: pathOf })
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hearback',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: API }],
    security: [],
    paths: Object.fromEntries(routes.map((route) => [route.path, { get: operationOf(route) }])),
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bare(schema)])),
    },
  }
}

function operationOf({ path, operation, summary, description, query, response }: ApiRoute): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    operationId: operation,
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [
      ...names.map((name) => ({
        ...{ name, in: 'path', required: true, description: PARAMETERS[name] },
        schema: { type: 'string' },
      })),
      ...Object.entries(query).map(([name, text]) => ({
        ...{ name, in: 'query', required: false, description: text },
        schema: { type: 'string' },
      })),
    ],
    responses: {
      200: {
        description: summary,
        headers: { ETag: { schema: { type: 'string' } } },
        content: { 'application/json': { schema: reference(response) } },
      },
      304: { description: 'It is as the ETag in If-None-Match says.' },
      ...(names.length === 0 && Object.keys(query).length === 0
        ? {}
        : { 404: problemOf('There is no such thing.') }),
      ...(Object.keys(query).length === 0 ? {} : { 400: problemOf('A part of the query cannot be used.') }),
      503: problemOf('The store is not available: try again later.'),
    },
  }
}

const problemOf = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: reference(problem) } },
})

const pathOf = (name: string): string => `#/components/schemas/${name}`

const reference = (schema: z.ZodType): Json => ({ $ref: pathOf(String(shapes.get(schema)?.id)) })

/** The document names the dialect for all of them, and their place in it is their id. */
function bare({ $schema: _, $id: __, ...schema }: Json): Json {
  return schema
}
