/** The tables for SQLite; one export a table, as drizzle-kit wants them. */
import { sqliteKit } from './sqlite-kit.ts'
import { defineTables } from './tables.ts'

export const {
  meta,
  programs,
  flows,
  contacts,
  addresses,
  seen,
  sessions,
  consents,
  rounds,
  respondents,
  answers,
  outcomes,
  snapshots,
  charges,
  media,
  groups,
  outbox,
  problems,
  followed,
  summaries,
  shares,
  audit,
  accepted_groups,
} = defineTables(sqliteKit)
