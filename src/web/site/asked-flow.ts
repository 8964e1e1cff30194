/** Finds the flow and the round that an address speaks of. */
import type { Program } from '../../flow/program.ts'
import type { RoundEdition } from '../../store/editions.ts'
import type { FlowEdition } from '../../survey/published-cache.ts'
import type { ProgrammeOnSite, SitePorts } from './ports.ts'

export interface AskedFlow {
  readonly programme: ProgrammeOnSite
  /** What new sessions begin with. */
  readonly program: Program
  readonly edition: FlowEdition
  /** The round that is told of; null: the flow never had one. */
  readonly chosen: RoundEdition | null
  /** Its number, where the address names it. */
  readonly named: number | undefined
  readonly stamp: string
}

/** Undefined: there is no such survey, or no such round. */
export async function findFlow(
  ports: SitePorts,
  programmeId: string,
  flow: string,
  round?: string,
): Promise<AskedFlow | undefined> {
  const programme = ports.programmes().find(({ id }) => id === programmeId)
  const program = programme?.surveys.find((one) => one.flow === flow)
  if (programme === undefined || program === undefined) return undefined
  const named = round === undefined ? undefined : roundNumber(round)
  if (named === null) return undefined
  const edition = await ports.published.edition(programmeId, flow)
  const chosen = chooseRound(edition.rounds, named)
  if (chosen === undefined) return undefined
  return { programme, program, edition, chosen, named, stamp: `${program.hash} ${edition.stamp}` }
}

/**
 * The round with this number, undefined where there is none; else the newest with something to show, else the newest
 * that began, else the newest that is planned.
 */
function chooseRound(rounds: readonly RoundEdition[], named?: number): RoundEdition | null | undefined {
  if (named !== undefined) return rounds.find(({ round }) => round.number === named)
  return (
    rounds.findLast(({ snapshot }) => snapshot > 0) ??
    rounds.findLast(({ round }) => round.state !== 'planned') ??
    rounds.at(-1) ??
    null
  )
}

/** The round that people can take part in now. */
export const openRoundOf = ({ edition }: AskedFlow): RoundEdition | undefined =>
  edition.rounds.find(({ round }) => round.state === 'open')

/** Null when it cannot be a round's number. */
const roundNumber = (text: string): number | null => (/^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : null)
