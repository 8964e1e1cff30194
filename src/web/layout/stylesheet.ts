/** The one stylesheet of the public pages, read once and named by its content, so that browsers keep it for good. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { ownFile } from '../../own-files.ts'

const content = ['site.css', 'chart.css', 'tile-map.css']
  .map((file) => readFileSync(ownFile(`src/web/layout/${file}`), 'utf8'))
  .join('')
const hash = createHash('sha256').update(content).digest('base64url').slice(0, 10)

export const stylesheetPath = `/assets/site.${hash}.css`

export const stylesheet = new Hono().get(stylesheetPath, (c) =>
  c.body(content, 200, {
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': 'public, max-age=31536000, immutable',
  }),
)
