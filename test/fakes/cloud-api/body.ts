/** Reads the body of a call, JSON or multipart, and writes JSON as Meta does. */
import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'
import { readText } from '../read-text.ts'
import { isObject, type Json } from './check.ts'

export interface Body {
  readonly params: Json
  readonly file?: UploadedFile
}

export interface UploadedFile {
  readonly bytes: Buffer
  /** As the part of the form declares it. */
  readonly type: string
}

/** Throws when the body cannot be parsed. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('multipart/form-data')) return readMultipart(request)
  const text = await readText(request)
  if (text === '') return { params: {} }
  if (!type.startsWith('application/json')) throw new Error('neither JSON nor a form')
  const parsed: unknown = JSON.parse(text)
  if (!isObject(parsed)) throw new Error('not an object')
  return { params: parsed }
}

function readMultipart(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve, reject) => {
    const params: Record<string, unknown> = {}
    let file: UploadedFile | undefined
    const parser = busboy({ headers: request.headers, defParamCharset: 'utf8' })
    parser.on('field', (name, value) => {
      params[name] = value
    })
    parser.on('file', (name, stream, { mimeType }) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (name === 'file') file = { bytes: Buffer.concat(chunks), type: mimeType }
        else params[name] = mimeType
      })
    })
    parser.on('close', () => resolve(file === undefined ? { params } : { params, file }))
    parser.on('error', reject)
    request.on('aborted', () => reject(new Error('aborted')))
    request.pipe(parser)
  })
}

/**
 * JSON with everything beyond ASCII as \uXXXX in small hex, and slashes escaped: what Meta signs. Whoever parses it and
 * writes it anew gets other bytes, and another signature.
 */
export const escapedJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
