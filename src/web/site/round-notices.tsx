/** What must stand over every figure of a round: that it is made up, whom it speaks for, how it was weighted. */
import { tellCoverage, tellWeighting } from '../../findings/tell-flags.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import type { ToldRound } from './told-round.ts'

export function MadeUp({ visit, round }: { visit: Visit; round: Pick<RoundRow, 'made_up'> }) {
  if (!round.made_up) return null
  return (
    <p class="made-up" role="note">
      <strong>{visit.say('made_up.title')}</strong> {visit.say('made_up.text')}
    </p>
  )
}

export function Caveat({ told }: { told: ToldRound }) {
  const { teller } = told.names
  const weighting = told.snapshot === null ? undefined : tellWeighting(teller, told.snapshot.weighting)
  return (
    <div class="caveat">
      <p>{tellCoverage(teller)}</p>
      {weighting === undefined ? null : <p>{weighting}</p>}
    </div>
  )
}
