/** A round as a page tells it: its findings, and what everything in them is called. */
import type { PublishedSnapshot } from '../../survey/published.ts'
import type { IndexedRound } from '../../survey/published-cache.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { type Names, namesOf } from './names.ts'
import type { SitePorts } from './ports.ts'

export interface ToldRound {
  readonly published: IndexedRound
  readonly names: Names
  readonly snapshot: PublishedSnapshot | null
}

/** Null: the flow never had a round. */
export async function readToldRound(
  visit: Visit,
  ports: SitePorts,
  { chosen, program }: AskedFlow,
): Promise<ToldRound | null> {
  if (chosen === null) return null
  const published = await ports.published.round(chosen)
  return {
    published,
    names: namesOf(visit, ports, program, published.programs),
    snapshot: published.snapshot,
  }
}
