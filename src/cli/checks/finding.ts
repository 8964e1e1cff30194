/** What `doctor` finds about one thing. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly found: string
  /** What to do about it. */
  readonly advice?: string
}

/** Further off than this, and people's words look older or newer than our questions. */
const DRIFT = 60_000

/** `theirs`: a platform's clock, in epoch milliseconds; NaN when it did not tell. */
export const clockFinding = (theirs: number, whose: string): Finding[] => {
  const drift = Date.now() - theirs
  if (!(Math.abs(drift) > DRIFT)) return []
  return [
    {
      name: 'clock',
      state: 'warning',
      found: `${Math.round(drift / 1000)} s off ${whose}`,
      advice: 'Set the clock by NTP.',
    },
  ]
}
