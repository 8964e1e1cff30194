import type { Programme } from '../../flow/programme.ts'
import type { ExportTexts } from '../../survey/export-texts.ts'
import type { PublishedCache } from '../../survey/published-cache.ts'

/** What files and the API need of other rooms: nothing of answers but what was published. */
export interface DataPorts {
  programmes(): readonly Programme[]
  readonly published: PublishedCache
  readonly texts: ExportTexts
}
