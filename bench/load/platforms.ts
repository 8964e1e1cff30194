import type { Platform, PlatformName } from './platform.ts'
import { telegram } from './telegram.ts'
import { whatsappCloud } from './whatsapp-cloud.ts'

export const PLATFORMS: Readonly<Record<PlatformName, Platform>> = {
  telegram,
  'whatsapp-cloud': whatsappCloud,
}

/** For processes that are told by their environment which one it is. */
export function platformNamed(name: string | undefined): Platform {
  const found = Object.values(PLATFORMS).find((platform) => platform.name === name)
  if (found === undefined) throw new Error(`there is no platform ${name}`)
  return found
}
