/** The page's script and stylesheet, read once and named by their content, so that browsers keep them for good. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Asset {
  readonly path: string
  readonly type: string
  readonly content: string
}

// Compiled, this file lies in dist/channels/webchat; script and style are served as written, from src.
const folder = new URL('../../../src/channels/webchat/assets/', import.meta.url)

function asset(name: string, type: string): Asset {
  const content = readFileSync(new URL(name, folder), 'utf8')
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 10)
  const [stem = '', ending = ''] = name.split('.')
  return { path: `/chat/-/${stem}.${hash}.${ending}`, type, content }
}

export const stylesheet = asset('chat.css', 'text/css; charset=utf-8')
export const script = asset('chat.js', 'text/javascript; charset=utf-8')
