/** What the measure of the pace and its stand-in, `paced-api`, say to each other. */

/** Messages a second. */
export const PACE = 80
/** Person number so many, and all after, are not in the queue but write of their own accord. */
export const TALKERS_FROM = 1_000_000

export type PacedOrder =
  | { readonly kind: 'subscribe'; readonly url: string }
  /** Writes once so many of the queue were taken; answered with `Replied`. */
  | { readonly kind: 'write'; readonly n: number; readonly after: number }
  /** Answered with `Paced` once so many of the queue were taken. */
  | { readonly kind: 'report'; readonly after: number }

export interface Replied {
  /** From the person's words to the reply. */
  readonly milliseconds: number
  /** Of the queue, when the reply came. */
  readonly queued: number
  /** Of the queue, between words and reply. */
  readonly meanwhile: number
}

export interface Paced {
  /** Of the queue. */
  readonly bulk: number
  readonly replies: number
  /** Messages that somebody of the queue got once more. */
  readonly doubled: number
  /** Calls that were not answered with 200, those for going too fast among them: seconds since the first message. */
  readonly refused: readonly number[]
  /** Messages a second, replies too, from the first to the last of the queue. */
  readonly rate: number
  /** In any one second, wherever it begins. */
  readonly most: number
  readonly seconds: number
}
