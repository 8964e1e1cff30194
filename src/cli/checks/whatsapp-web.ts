/** Whether the linked device can work, and what it risks. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from '../../channels/whatsapp-web/find-chromium.ts'
import type { Settings } from '../../settings.ts'
import type { Finding } from './finding.ts'

export async function whatsappWeb(settings: Settings): Promise<Finding[]> {
  const name = 'linked device'
  if (settings.WHATSAPP_WEB === 'off') return [{ name, state: 'ok', found: 'off: WHATSAPP_WEB is not set' }]
  return [
    {
      name,
      state: 'warning',
      found: 'on. WhatsApp does not allow unofficial clients, and bans numbers that use them',
      advice: 'Use a number that you can lose, never a person’s own, and let people write first.',
    },
    ...risks(settings),
    chromium(settings),
    ...page(settings),
    ...session(settings),
  ]
}

/** Settings that make it look less like a person. */
function risks({ WHATSAPP_WEB_REACH: reach, WHATSAPP_WEB_PACE: pace }: Settings): Finding[] {
  const name = 'linked device settings'
  const advice = 'Take the setting out, unless you know why it is there.'
  return [
    ...(reach === 'everyone'
      ? [{ name, state: 'warning' as const, found: 'people who did not write first are written to', advice }]
      : []),
    ...(pace > HUMAN_PACE
      ? [
          {
            name,
            state: 'warning' as const,
            found: `${pace} messages a minute: no person writes so many`,
            advice,
          },
        ]
      : []),
  ]
}

/** Messages a minute. */
const HUMAN_PACE = 30

/** Without the two settings WhatsApp's newest page is used. */
function page({ WHATSAPP_WEB_VERSION: version, WHATSAPP_WEB_CACHE: cache }: Settings): Finding[] {
  if (version === undefined || cache === undefined) return []
  const file = join(cache, `${version}.html`)
  if (existsSync(file)) return [{ name: 'linked device page', state: 'ok', found: version }]
  return [
    {
      name: 'linked device page',
      state: 'error',
      found: `not there: ${file}`,
      advice: 'Put the page there, or take WHATSAPP_WEB_VERSION and WHATSAPP_WEB_CACHE out.',
    },
  ]
}

function chromium({ WHATSAPP_WEB_CHROMIUM: named }: Settings): Finding {
  const found = findChromium(named)
  if (found !== undefined) return { name: 'chromium', state: 'ok', found }
  return {
    name: 'chromium',
    state: 'error',
    found: named === undefined ? 'not found' : `not there: ${named}`,
    advice: 'Install it (apt-get install chromium), or name one in WHATSAPP_WEB_CHROMIUM.',
  }
}

/** Whoever has this folder has the account. */
function session({ DATA_DIR }: Settings): Finding[] {
  const folder = join(DATA_DIR, 'whatsapp-web')
  // The server makes the folder at its first start; a browser that was linked has kept its pairing in the profile.
  if (!existsSync(join(folder, 'session', 'Default', 'IndexedDB')))
    return [
      {
        name: 'linked device session',
        state: 'warning',
        found: 'not linked yet',
        advice: 'Start the server, and scan the code that it shows with WhatsApp → Linked devices.',
      },
    ]
  if ((statSync(folder).mode & 0o077) === 0)
    return [{ name: 'linked device session', state: 'ok', found: 'private' }]
  return [
    {
      name: 'linked device session',
      state: 'error',
      found: `others on this machine can read ${folder}, and with it use the account`,
      advice: `chmod 700 ${folder}`,
    },
  ]
}
