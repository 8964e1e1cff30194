/** The round that an address speaks of, with all that is told of it and of the rounds beside it. */
import type { Program } from '../../flow/program.ts'
import type { Programme } from '../../flow/programme.ts'
import type { RoundEdition } from '../../store/editions.ts'
import type { FlowEdition, IndexedRound } from '../../survey/published-cache.ts'
import type { DataPorts } from './ports.ts'

export interface FoundFlow {
  readonly programme: Programme
  /** What new sessions begin with. */
  readonly program: Program
  readonly edition: FlowEdition
  /** Differs whenever anything that is told of the flow does. */
  readonly stamp: string
}

export interface FoundRound extends FoundFlow {
  readonly chosen: RoundEdition
}

/** Undefined: there is no such survey. */
export async function findFlow(
  ports: DataPorts,
  programmeName: string,
  flow: string,
): Promise<FoundFlow | undefined> {
  const programme = ports.programmes().find(({ name }) => name === programmeName)
  const program = programme?.programs.find((one) => one.type === 'survey' && one.flow === flow)
  if (programme === undefined || program === undefined) return undefined
  const edition = await ports.published.edition(programmeName, flow)
  return { programme, program, edition, stamp: `${program.hash} ${edition.stamp}` }
}

/** Undefined: the flow has no such round. */
export function findRound(found: FoundFlow, number: string): FoundRound | undefined {
  if (!/^[1-9][0-9]{0,5}$/.test(number)) return undefined
  const chosen = found.edition.rounds.find(({ round }) => round.number === Number(number))
  return chosen === undefined ? undefined : { ...found, chosen }
}

/** The first one first. */
export const publishedRounds = (ports: DataPorts, { edition }: FoundFlow): Promise<IndexedRound[]> =>
  Promise.all(edition.rounds.map((one) => ports.published.round(one)))
