/** The findings of rounds as everybody may have them: what pages show, and nothing that they do not. */
import type { Language } from '../flow/program.ts'
import { figureColumns, figuresOf } from './export-figures.ts'
import type { ExportTexts } from './export-texts.ts'
import type { PublishedRound } from './published.ts'
import type { Table } from './table.ts'

export interface FindingsOptions {
  /** In the order given. All of one flow. */
  readonly rounds: readonly PublishedRound[]
  /** Labels stand in each of these. */
  readonly languages: readonly Language[]
  /** Of the row of labels. */
  readonly language: Language
  /** `locales/<language>/export.json`. */
  readonly texts: ExportTexts
}

/** Never how many people gave an answer: only percents, and the base that they are of. */
export function findingsTable({ rounds, languages, language, texts }: FindingsOptions): Table {
  const programs = rounds.toReversed().flatMap((round) => round.programs)
  const columns = figureColumns({ programs, languages, language, texts })
  function* rows() {
    for (const { round, findings } of rounds)
      for (const finding of findings)
        for (const figure of figuresOf(round, finding, finding.at))
          yield columns.map((column) => column.value(figure))
  }
  return { columns, rows: rows() }
}
