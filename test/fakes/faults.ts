/** What goes wrong with calls to a fake, planned by a test beforehand. */

export interface Faults<Fault, Call extends readonly unknown[]> {
  plan(fault: Fault): void
  /** The fault that strikes this call, counted down; null for none. */
  strike(...call: Call): Fault | null
  clear(): void
}

/** @param hits whether the fault is meant for this call. A fault strikes once, or as many times as it says. */
export function faults<Fault extends { readonly times?: number }, Call extends readonly unknown[]>(
  hits: (fault: Fault, ...call: Call) => boolean,
): Faults<Fault, Call> {
  let planned: { readonly fault: Fault; left: number }[] = []
  return {
    plan: (fault) => {
      planned.push({ fault, left: fault.times ?? 1 })
    },
    strike: (...call) => {
      const hit = planned.find(({ fault }) => hits(fault, ...call))
      if (hit === undefined) return null
      hit.left -= 1
      if (hit.left <= 0) planned = planned.filter((each) => each !== hit)
      return hit.fault
    },
    clear: () => {
      planned = []
    },
  }
}
