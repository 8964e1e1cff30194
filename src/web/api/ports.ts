import type { SummaryBody } from '../../outreach/summary.ts'
import type { DataPorts } from '../data/ports.ts'

/** What the API needs of other rooms: nothing of answers but what was published. */
export interface ApiPorts extends DataPorts {
  /** What a shared summary says, by its id; undefined: it has been taken back meanwhile. */
  summary(id: string): Promise<SummaryBody | undefined>
}
