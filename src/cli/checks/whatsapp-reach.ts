/** Whom WhatsApp lets us write to at this moment, and what waits for somebody to write first. */
import { WHATSAPP } from '../../limits.ts'
import type { Settings } from '../../settings.ts'
import type { Database } from '../../store/database.ts'
import { readReach } from '../../store/reach.ts'
import type { Finding } from './finding.ts'

export async function whatsappReach(settings: Settings, database: Database): Promise<Finding[]> {
  if (settings.WHATSAPP_CLOUD_TOKEN === undefined) return []
  const { contacts, heard, waiting } = await readReach(
    database,
    'whatsapp-cloud',
    Date.now() - WHATSAPP.window,
  )
  return [
    {
      name: 'whatsapp reach',
      state: 'ok',
      found: `${contacts} people; ${heard} wrote within 24 hours, ${contacts - heard} can be reached only by template`,
    },
    ...waiting.map(
      ({ reason, count }): Finding => ({
        name: 'whatsapp waiting',
        state: 'warning',
        found: `${count} messages: ${reason}`,
        advice: 'They go out when the person writes.',
      }),
    ),
  ]
}
