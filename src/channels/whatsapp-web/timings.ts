/** Every time-out of this channel, in milliseconds, in one place, each with its reason. */
export interface Timings {
  /** From the start of the child until the page shows a code or a connection: a slow disk and a slow link together. */
  readonly start: number
  /** How long a code can be scanned unless the page shows a newer one. */
  readonly code: number
  /** From the connection until the library is ready; the first sync of a full account takes a minute or two. */
  readonly ready: number
  /** How long the page may have synced without the library noticing before it is told. */
  readonly nudge: number
  /** Between two looks at a page that is not ready. */
  readonly poll: number
  /** Between two signs of life. */
  readonly beat: number
  /** How long a child may say nothing: two beats, and what they may take. */
  readonly silence: number
  /** For one question to the page, which answers in milliseconds or never. */
  readonly call: number
  /** For the page to take a text, and a text with a picture, which it uploads first: 5 MiB over 256 kbit a second. */
  readonly put: number
  readonly putPicture: number
  /** For WhatsApp's server to confirm what the page took. */
  readonly ack: number
  /** How long a send waits for a page that is starting. */
  readonly wait: number
  /** For reading through the chats after a start, for one of them, and until those that failed are read again. */
  readonly catchUp: number
  readonly chat: number
  readonly catchUpAgain: number
  /** For a file of the largest size over a slow link. */
  readonly fetch: number
  /** For asking under which other address somebody is known: worth a moment, not worth holding up a message. */
  readonly alias: number
  /** For what is under way when the server stops, and then for the browser to close. */
  readonly drain: number
  readonly stop: number
  /** Before a new code, when so many in a row were not scanned: nobody is there to scan one. */
  readonly unscannedRest: number
  /** Before another start: doubled from the first to the last, and from the first again after a healthy time. */
  readonly firstRest: number
  readonly longestRest: number
  readonly healthy: number
  /** Before another try to commit: doubled from the first to the last. */
  readonly firstCommitWait: number
  readonly longestCommitWait: number
  /** Between two writings of the watermark. */
  readonly watermark: number
}

export const TIMINGS: Timings = {
  start: 90_000,
  code: 60_000,
  ready: 180_000,
  nudge: 5_000,
  poll: 1_000,
  beat: 60_000,
  silence: 180_000,
  call: 15_000,
  put: 15_000,
  putPicture: 180_000,
  ack: 20_000,
  wait: 20_000,
  catchUp: 180_000,
  chat: 30_000,
  catchUpAgain: 300_000,
  fetch: 120_000,
  alias: 2_000,
  drain: 8_000,
  stop: 5_000,
  unscannedRest: 300_000,
  firstRest: 1_000,
  longestRest: 300_000,
  healthy: 300_000,
  firstCommitWait: 500,
  longestCommitWait: 30_000,
  watermark: 60_000,
}
