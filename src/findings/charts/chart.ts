/** What every chart is: a picture as text, the same for a page, a chat and paper. */
import type { Texts } from '../../language/texts.ts'
import type { Teller } from '../teller.ts'

export interface Chart {
  /** One `<svg>` element that needs nothing from elsewhere. Its classes let a page recolour it; without any it is for light ground. */
  readonly svg: string
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** What a person who cannot see it is told: every figure in words. */
  readonly description: string
}

/** A chart for a picture of its own, which is drawn sooner in two halves at the same time. */
export interface SlicedChart extends Chart {
  /** From top to bottom, each an `<svg>` as wide as the whole: one below the other they are the same picture. */
  readonly slices: readonly string[]
}

/** What a chart is drawn with. */
export interface Drawing {
  /** Names questions, options and groups; its language decides the direction. */
  readonly teller: Teller
  /** The charts' own words: `locales/<language>/picture.json`. */
  readonly texts: Texts
  /** Of the whole chart, in pixels. */
  readonly width: number
  /** Height of its text, in pixels; bars and gaps follow from it. */
  readonly textSize: number
}

/** For a column of a page on a small phone. */
export const ON_PAGE = { width: 340, textSize: 16 } as const
/** For a picture in a chat: on a phone 360 wide, where it is shown at a third, its text is 11 pixels high and its notes 10. */
export const IN_CHAT = { width: 1080, textSize: 34 } as const

/** Wider than this many text sizes, names stand beside what they name, not above it. */
export const WIDE = 23

/** What a chart that travels alone carries on itself. */
export interface Caption {
  readonly title: string
  /** Where, and when it was asked. */
  readonly place: string
  readonly date: string
  /** How many people answered. */
  readonly base: string
  /** Who asked, and where more can be read. */
  readonly source: string
  /** What the figures cannot say. */
  readonly caveat: string
  /** That the answers are made up, where they are. */
  readonly madeUp?: string
}
