/** What intake must know of flows: which one a word or payload names, and the runnable form of a program. */
import type { Runnable } from '../engine/runnable.ts'
import type { Language, TextTree } from '../flow/program.ts'

export interface FlowName {
  readonly programme: string
  readonly flow: string
}

export interface Catalogue {
  /** What new sessions of a flow begin with. */
  current(flow: FlowName): Runnable | undefined
  /** The program a session began with and stays on; read from the store when it is no longer current. */
  pinned(hash: string): Promise<Runnable | undefined>
  /** The same program as a round for these places puts it. */
  within(runnable: Runnable, places: readonly string[]): Runnable
  /** The flow that a `/start` payload (`<programme>/<flow>`, `<flow>`, or a keyword) or a typed keyword names. */
  named(words: string): FlowName | undefined
  /** Where somebody begins who names nothing. */
  readonly first: FlowName | undefined
  readonly languages: readonly [Language, ...Language[]]
  readonly common: Readonly<Record<Language, TextTree>>
}
