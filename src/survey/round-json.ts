/** A round as JSON, for files and the API: what is told of it, and how it was made. */
import type { Weighting } from '../findings/finding.ts'
import type { RoundRow } from '../store/rounds.ts'
import { day } from './export-figures.ts'
import type { PublishedRound } from './published.ts'

export interface RoundJson {
  readonly number: number
  readonly name: string
  readonly state: RoundRow['state']
  readonly made_up: boolean
  /** Null: it is only planned. */
  readonly opened_on: string | null
  /** When a planned round is to open, and an open one to close; null: not fixed. */
  readonly opens_on: string | null
  readonly closes_on: string | null
  readonly closed_on: string | null
  /** Codes of the places it is for; null: all. */
  readonly places: readonly string[] | null
  /** Id of the summary that it asks about; null for a round of its own. */
  readonly summary: string | null
  /** Null: too few have answered for anything to be told. */
  readonly counted_on: string | null
  readonly respondents: number | null
  /** People among them who are in no figure, because they did not say where they live; null: none, or too few to tell. */
  readonly left_out: number | null
  readonly weighting: WeightingJson | null
}

export type WeightingJson =
  | { readonly state: 'none' }
  | {
      readonly state: 'raked'
      readonly margins: readonly string[]
      readonly design_effect: number
      readonly trimmed: number
    }
  | {
      readonly state: 'failed'
      readonly reason: 'empty' | 'not_converged'
      readonly margin: string
      readonly group: string | null
    }

export function roundAsJson({ round, snapshot }: Pick<PublishedRound, 'round' | 'snapshot'>): RoundJson {
  const dayOf = (at: number | null) => (at === null ? null : day(at))
  return {
    number: round.number,
    name: round.name,
    state: round.state,
    made_up: round.made_up,
    opened_on: round.state === 'planned' ? null : day(round.opened_at),
    opens_on: dayOf(round.opens_at),
    closes_on: dayOf(round.closes_at),
    closed_on: dayOf(round.closed_at),
    places: round.places,
    summary: round.summary,
    counted_on: dayOf(snapshot?.at ?? null),
    respondents: snapshot?.respondents ?? null,
    left_out: snapshot?.leftOut ?? null,
    weighting: snapshot === null ? null : weightingAsJson(snapshot.weighting),
  }
}

export function weightingAsJson(weighting: Weighting): WeightingJson {
  switch (weighting.state) {
    case 'none':
      return { state: 'none' }
    case 'raked': {
      const { margins, designEffect, trimmed } = weighting
      return { state: 'raked', margins, design_effect: Number(designEffect.toFixed(3)), trimmed }
    }
    case 'failed': {
      const { reason, margin, group } = weighting
      return { state: 'failed', reason, margin, group: group ?? null }
    }
  }
}
