import type { Child } from 'hono/jsx'

export interface SiteLink {
  readonly label: string
  /** Without the language. */
  readonly address: string
  /** It leads to the page that it stands on, or to what that page is a part of. */
  readonly current?: boolean
}

/** What a page hands to the frame. */
export interface Page {
  readonly title: string
  /** One or two sentences, for previews in messengers and for searches. */
  readonly description: string
  /** What the page belongs to: named at the top, and in previews. */
  readonly home: SiteLink
  /** The neighbouring pages; none: no menu. */
  readonly menu: readonly SiteLink[]
  readonly content: Child
  /** Above the foot's own words. */
  readonly foot?: Child
  /** For previews: 1200 by 630 pixels. */
  readonly picture?: { readonly address: string; readonly description: string }
}
