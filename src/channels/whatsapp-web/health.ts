/** How the device stands, in words for the operator: what is wrong, and what to do. */
import type { Health } from '../channel.ts'
import type { DeviceState } from './life.ts'

/** Why nothing can be sent in this state. */
export function reasonOf(state: DeviceState): string {
  switch (state.kind) {
    case 'off':
      return 'not running'
    case 'starting':
      return 'starting: the browser loads the page'
    case 'code':
      return 'not linked: scan the code with WhatsApp on the phone, under Linked devices'
    case 'authenticated':
      return 'connected, reading the chats'
    case 'ready':
      return 'ready'
    case 'resting':
      return state.config ? state.reason : `${state.reason}; starting again`
  }
}

/** `restarts` since the server started; `trouble` is why nothing that people write can be committed. */
export function healthOf(state: DeviceState, restarts: number, trouble: string | null): Health {
  if (state.kind === 'ready') return trouble === null ? { state: 'up' } : { state: 'down', reason: trouble }
  const faults = restarts === 0 ? '' : ` (after ${restarts} ${restarts === 1 ? 'fault' : 'faults'})`
  return { state: 'down', reason: `${reasonOf(state)}${faults}` }
}
