/** Pictures as bytes. */
import type { Context } from 'hono'
import type { SitePorts } from './ports.ts'
import { drawnServer, type Open } from './serve-drawn.ts'

/** Drawn as SVG. */
export type OpenPicture = Open<string>

/** `missing` answers for a picture that there is not. */
export const pictureServer = (ports: SitePorts, missing: (c: Context) => Response) =>
  drawnServer<string>(
    ports,
    {
      type: 'image/png',
      headers: { 'Cache-Control': 'public, max-age=300', Vary: 'Accept-Language' },
      // Some hundred pictures.
      kept: 4_000_000,
      bytesOf: (_visit, svg) => ports.pictures(svg),
    },
    missing,
  )
