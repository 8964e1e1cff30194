/** Findings as JSON, for files and the API: the same names and the same shape everywhere, null where there is nothing. */
import { type Cell, type Filter, type Finding, keyOf } from '../findings/finding.ts'
import { day } from './export-figures.ts'
import { intervalAsIfRandom } from './interval-of-cell.ts'
import type { DatedFinding } from './snapshots.ts'

interface AboutJson {
  /** Names the finding within its round: `safe_now?place=basra`. */
  readonly key: string
  readonly question: string
  readonly kind: string
  /** Whose answers: everybody's when empty. */
  readonly group: readonly Filter[]
}
interface ShownJson<Figure> extends AboutJson {
  readonly state: 'shown'
  readonly base: number
  readonly figures: readonly Figure[]
  readonly hidden: readonly string[]
  readonly nonanswers: number | null
  readonly numbers: {
    readonly median: number
    readonly lower_quartile: number | null
    readonly upper_quartile: number | null
  } | null
  readonly flags: readonly string[]
  readonly design_effect: number | null
}
interface WithheldJson extends AboutJson {
  readonly state: 'withheld'
  readonly reason: string
}
export interface FigureJson {
  readonly options: readonly string[]
  readonly part: string | null
  readonly percent: number
}
interface StaffFigureJson extends FigureJson {
  readonly count: number
  readonly low_if_random: number
  readonly high_if_random: number
}

export type FindingJson = (ShownJson<FigureJson> | WithheldJson) & { readonly counted_on: string }
type StaffFindingJson = ShownJson<StaffFigureJson> | WithheldJson

/** As everybody may have it: without counts. */
export function findingAsJson(finding: DatedFinding): FindingJson {
  return { ...shape(finding, (cell) => figure(cell)), counted_on: day(finding.at) }
}

/** With counts and intervals: RESTRICTED. `designEffect`: of the way people were found, beside the weights. */
export function staffFindingAsJson(finding: Finding, designEffect: number): StaffFindingJson {
  return shape(finding, (cell) => {
    const { low, high } =
      finding.state === 'shown' ? intervalAsIfRandom(finding, cell, designEffect) : { low: 0, high: 100 }
    return { ...figure(cell), count: cell.count, low_if_random: low, high_if_random: high }
  })
}

function shape<Figure>(finding: Finding, figureOf: (cell: Cell) => Figure): ShownJson<Figure> | WithheldJson {
  const { question, kind, of } = finding
  const about = { key: keyOf(finding), question, kind, group: of }
  if (finding.state === 'withheld') return { ...about, state: 'withheld', reason: finding.reason }
  const { base, cells, hidden, nonanswers, numbers, flags, designEffect } = finding
  return {
    ...about,
    state: 'shown',
    base,
    figures: cells.map(figureOf),
    hidden,
    nonanswers,
    numbers:
      numbers === undefined
        ? null
        : {
            median: numbers.median,
            lower_quartile: numbers.lowerQuartile ?? null,
            upper_quartile: numbers.upperQuartile ?? null,
          },
    flags,
    design_effect: designEffect === undefined ? null : Number(designEffect.toFixed(3)),
  }
}

const figure = ({ options, part, percent }: Cell): FigureJson => ({ options, part: part ?? null, percent })
