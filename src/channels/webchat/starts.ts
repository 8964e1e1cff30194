/**
 * Conversations that began a moment ago. A double tap on Start comes before the first answer's cookie: for a minute
 * the same form gets the same address.
 */

export interface Starts {
  /** The address that this form began with; undefined when it is new, or was too long ago. */
  by(form: string, now: number): string | undefined
  remember(form: string, address: string, now: number): void
  forget(form: string): void
}

const REMEMBERED = 60_000
/** Beyond so many the oldest is forgotten. */
const STARTS = 5_000

export function starts(): Starts {
  const known = new Map<string, { readonly address: string; readonly at: number }>()
  return {
    by: (form, now) => {
      const start = known.get(form)
      return start !== undefined && now - start.at < REMEMBERED ? start.address : undefined
    },
    remember: (form, address, now) => {
      known.delete(form)
      known.set(form, { address, at: now })
      for (const [oldest, { at }] of known) {
        if (known.size <= STARTS && now - at < REMEMBERED) break
        known.delete(oldest)
      }
    },
    forget: (form) => {
      known.delete(form)
    },
  }
}
