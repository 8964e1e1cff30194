import { PUBLIC_MINIMUM, STAFF_MINIMUM } from '../limits.ts'
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
  /** How its findings are made. */
  readonly analysis: Analysis
  /** The flow that asks whether a summary matches what people see; undefined: none is asked. */
  readonly followUp?: string
  /** The words that begin a flow: by flow, then language; those of the flow's own file under `*`. */
  readonly keywords: Readonly<Record<string, Readonly<Record<Language, readonly string[]>>>>
}

/** What the findings of all its surveys are made by. From programme.yaml; see docs/read-findings.md. */
export interface Analysis {
  /** Least base and least cell, in people; never under 10 in public and 5 for staff. */
  readonly minimum: { readonly public: number; readonly staff: number }
  /** What is known of the population: figures are weighted to it. Empty: every answer counts the same. */
  readonly margins: readonly Margin[]
  /** A weight is at most so many times the mean weight. */
  readonly trim: number
  /** What the way of finding people costs in precision, beside the weights: 1 as for people drawn one by one. */
  readonly designEffect: number
}

/** Where programme.yaml says nothing. */
export const plainAnalysis: Analysis = {
  minimum: { public: PUBLIC_MINIMUM, staff: STAFF_MINIMUM },
  margins: [],
  trim: 5,
  designEffect: 1,
}

/** The population's shares of the groups of one question, in any unit: they are made to add up to 1. */
export interface Margin {
  /** `place` (places of the widest level), `sex`, `age_band`, or the id of a question with `by: true`. */
  readonly by: string
  readonly shares: Readonly<Record<string, number>>
}
