/** What must stand over every figure of a round: that it is made up, whom it speaks for, how it was weighted. */
import type { Weighting } from '../../findings/finding.ts'
import { tellCoverage, tellWeighting } from '../../findings/tell-flags.ts'
import type { Teller } from '../../findings/teller.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'

export function MadeUp({ visit, round }: { visit: Visit; round: Pick<RoundRow, 'made_up'> }) {
  if (!round.made_up) return null
  return (
    <p class="made-up" role="note">
      <strong>{visit.say('made_up.title')}</strong> {visit.say('made_up.text')}
    </p>
  )
}

export function Caveat({ teller, weighting }: { teller: Teller; weighting: Weighting | undefined }) {
  const weighted = weighting === undefined ? undefined : tellWeighting(teller, weighting)
  return (
    <div class="caveat">
      <p>{tellCoverage(teller)}</p>
      {weighted === undefined ? null : <p>{weighted}</p>}
    </div>
  )
}
