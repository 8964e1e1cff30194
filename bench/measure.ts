import type { Row } from './row.ts'

/** How a run was asked for. */
export interface Run {
  /** Fewer people and shorter rounds: for trying, not for a figure to quote. */
  readonly quick: boolean
  /** Says what is going on; never part of the table. */
  readonly tell: (line: string) => void
  /** A folder of this run's own, deleted at its end. */
  readonly folder: string
}

/** One measure: a file of its own, one row or a few that come from the same work. */
export interface Measure {
  readonly name: string
  /** What it measures, in one line. */
  readonly summary: string
  rows(run: Run): Promise<readonly Row[]>
}
