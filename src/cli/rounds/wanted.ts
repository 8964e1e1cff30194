/** What `hearback round` was asked for. */

export const CHANGES = ['plan', 'open', 'pause', 'resume', 'close', 'remove'] as const

export type Wanted = WantedList | WantedShow | WantedChange

export interface WantedList {
  readonly what: 'list'
  readonly json: boolean
}

export interface WantedShow {
  readonly what: 'show'
  readonly programme: string
  readonly flow: string
  readonly round: number | undefined
  readonly json: boolean
  readonly language: string
}

/** Details as they were typed. */
export interface WantedChange {
  readonly what: (typeof CHANGES)[number]
  readonly programme: string
  readonly flow: string
  readonly round: number | undefined
  readonly name: string | undefined
  readonly places: readonly string[] | undefined
  readonly targets: readonly string[]
  readonly opens: string | undefined
  readonly closes: string | undefined
  readonly by: string
}
