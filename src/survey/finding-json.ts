/** Findings as JSON, for files and the API: the same names and the same shape everywhere, null where there is nothing. */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { type Cell, type Filter, type Finding, keyOf, roughDesignEffect } from '../findings/finding.ts'
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

export type FindingJson = ShownJson<FigureJson> | WithheldJson
export type DatedFindingJson = FindingJson & { readonly counted_on: string }
type StaffFindingJson = ShownJson<StaffFigureJson> | WithheldJson

/** As everybody may have it: without counts. */
export const findingAsJson = (finding: Finding): FindingJson => shape(finding, figure)

/** The same, with the day of the count that it stands in. */
export const datedFindingAsJson = (finding: DatedFinding): DatedFindingJson => ({
  ...findingAsJson(finding),
  counted_on: day(finding.at),
})

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
  const { base, cells, hidden, nonanswers, numbers, flags } = finding
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
    design_effect: roughDesignEffect(finding) ?? null,
  }
}

const figure = ({ options, part, percent }: Cell): FigureJson => ({ options, part: part ?? null, percent })

/** Characters that are handed on at once. */
const PIECE = 32 * 1024

/**
 * JSON of an object with its findings under `findings`, last, in pieces: those of a large round would hold everybody up
 * if they were written at once. `head`: what else is in the object, one key at least.
 */
export async function* withFindings(head: object, findings: readonly DatedFinding[]): AsyncGenerator<string> {
  let piece = `${JSON.stringify(head).slice(0, -1)},"findings":[`
  for (const [at, finding] of findings.entries()) {
    piece += `${at === 0 ? '' : ','}${JSON.stringify(datedFindingAsJson(finding))}`
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
    await yieldToOthers()
  }
  yield `${piece}]}\n`
}
