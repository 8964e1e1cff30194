/** The page's script and stylesheet, read once and named by their content, so that browsers keep them for good. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ownFile } from '../../own-files.ts'

export interface Asset {
  readonly path: string
  readonly type: string
  readonly content: string
}

function asset(name: string, type: string): Asset {
  const content = readFileSync(ownFile(`src/channels/webchat/assets/${name}`), 'utf8')
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 10)
  const [stem = '', ending = ''] = name.split('.')
  return { path: `/chat/-/${stem}.${hash}.${ending}`, type, content }
}

export const stylesheet = asset('chat.css', 'text/css; charset=utf-8')
export const script = asset('chat.js', 'text/javascript; charset=utf-8')
