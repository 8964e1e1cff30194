import type { Language, Place, Program } from './program.ts'

/** A folder of flows, compiled: what routing, pages and commands need to know of a programme. */
export interface Programme {
  /** Its folder under FLOWS_DIR: names it in routes, commands and the store. */
  readonly name: string
  /** What it is called, by language. */
  readonly names: Readonly<Record<Language, string>>
  /** The first is the fallback. */
  readonly languages: readonly [Language, ...Language[]]
  /** The flow that begins when somebody writes and names none. */
  readonly start: string
  readonly levels: readonly string[]
  readonly places: readonly Place[]
  /** The sound flows, by name in alphabetical order. */
  readonly programs: readonly Program[]
  /** What people see each flow called: by flow, then language. */
  readonly titles: Readonly<Record<string, Readonly<Record<Language, string>>>>
  /** The words that begin a flow: by flow, then language; those of the flow's own file under `*`. */
  readonly keywords: Readonly<Record<string, Readonly<Record<Language, readonly string[]>>>>
}
