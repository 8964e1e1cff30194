/** One measured figure, what it is held against, and whether it is enough. */

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What is measured beside it in the same run; null where the figure stands alone. */
  readonly peer: string | null
  readonly peerValue: number | null
  /** `value / peerValue`. */
  readonly ratio: number | null
  /** Null: told, not judged. */
  readonly target: Target | null
  readonly ok: boolean
  /** What a reader should know about how the figure came about. */
  readonly note?: string
}

export interface Target {
  /** Whether the target is set for the ratio or the value. */
  readonly of: 'ratio' | 'value'
  readonly is: 'at least' | 'at most'
  readonly limit: number
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer?: { readonly name: string; readonly value: number }
  readonly target?: Target
  readonly note?: string
}

export function row({ name, value, unit, peer, target, note }: Figure): Row {
  const ratio = peer === undefined ? null : value / peer.value
  const judged = target?.of === 'ratio' ? ratio : value
  const ok =
    target === undefined ||
    (judged !== null && (target.is === 'at least' ? judged >= target.limit : judged <= target.limit))
  return {
    name,
    value,
    unit,
    peer: peer?.name ?? null,
    peerValue: peer?.value ?? null,
    ratio,
    target: target ?? null,
    ok,
    ...(note === undefined ? {} : { note }),
  }
}

export const atLeast = (limit: number): Target => ({ of: 'ratio', is: 'at least', limit })
export const atMost = (limit: number): Target => ({ of: 'ratio', is: 'at most', limit })
export const valueAtMost = (limit: number): Target => ({ of: 'value', is: 'at most', limit })

/** The middle of some numbers; the mean of the two middle ones. Throws for none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.ceil((sorted.length - 1) / 2)]
  if (low === undefined || high === undefined) throw new Error('the median of no numbers')
  return (low + high) / 2
}
