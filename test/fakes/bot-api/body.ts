/** Reads a call's parameters the three ways Telegram takes them: JSON, a URL-encoded form, and multipart. */
import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'
import { readText } from '../read-text.ts'
import type { Fields } from './spec.ts'

export interface Body {
  readonly params: Record<string, unknown>
  /** Names of the files that came along, with their sizes in bytes. */
  readonly files: ReadonlyMap<string, number>
}

const NO_FILES: ReadonlyMap<string, number> = new Map()

/** Throws when the body cannot be parsed. */
export async function readBody(request: IncomingMessage, fields: Fields, query: string): Promise<Body> {
  const type = request.headers['content-type'] ?? ''
  const fromQuery = query === '' ? {} : formParams(new URLSearchParams(query), fields)
  if (type.startsWith('multipart/form-data')) return readMultipart(request, fields, fromQuery)
  const text = await readText(request)
  if (text === '') return { params: fromQuery, files: NO_FILES }
  if (type.startsWith('application/json')) {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw new Error('not an object')
    return { params: { ...fromQuery, ...parsed }, files: NO_FILES }
  }
  return { params: { ...fromQuery, ...formParams(new URLSearchParams(text), fields) }, files: NO_FILES }
}

function formParams(form: URLSearchParams, fields: Fields): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (const [name, value] of form) params[name] = formValue(value, fields, name)
  return params
}

function formValue(value: string, fields: Fields, name: string): unknown {
  if (fields[name]?.plain === true) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function readMultipart(
  request: IncomingMessage,
  fields: Fields,
  params: Record<string, unknown>,
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, number>()
    const parser = busboy({ headers: request.headers, defParamCharset: 'utf8' })
    parser.on('field', (name, value) => {
      params[name] = formValue(value, fields, name)
    })
    parser.on('file', (name, stream) => {
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
      })
      stream.on('end', () => {
        files.set(name, size)
        // A file may stand directly under its field's name, without attach://.
        if (name in fields) params[name] = `attach://${name}`
      })
    })
    parser.on('close', () => resolve({ params, files }))
    parser.on('error', reject)
    request.on('aborted', () => reject(new Error('aborted')))
    request.pipe(parser)
  })
}
