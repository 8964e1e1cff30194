/** What a page tells browsers, searches and messengers of itself. */
import { withoutIsolates } from '../../language/isolate.ts'
import type { Page } from './page.ts'
import { stylesheetPath } from './stylesheet.ts'
import { inLanguage, type Visit } from './visit.ts'

/** Of the preview picture, in pixels: what messengers ask for. */
const PREVIEW = { width: 1200, height: 630 }

export function Head({ visit, page }: { visit: Visit; page: Page }) {
  const { language, languages, origin, address } = visit
  const absolute = (tongue: string) => `${origin}${inLanguage(address, tongue)}`
  // Titles of windows and previews are plain text to those who show them: some draw the marks of isolation as boxes.
  const title = withoutIsolates(page.title)
  const description = withoutIsolates(page.description)
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <meta name="description" content={description} />
      <link rel="canonical" href={absolute(language)} />
      {languages.length < 2
        ? null
        : languages.map((other) => <link rel="alternate" hreflang={other} href={absolute(other)} />)}
      <link rel="alternate" hreflang="x-default" href={`${origin}${address}`} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={withoutIsolates(page.home.label)} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={absolute(language)} />
      {page.picture === undefined ? (
        <meta name="twitter:card" content="summary" />
      ) : (
        <>
          <meta property="og:image" content={`${origin}${visit.to(page.picture.address)}`} />
          <meta property="og:image:type" content="image/png" />
          <meta property="og:image:width" content={String(PREVIEW.width)} />
          <meta property="og:image:height" content={String(PREVIEW.height)} />
          <meta property="og:image:alt" content={withoutIsolates(page.picture.description)} />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={stylesheetPath} />
    </head>
  )
}
