/** Moments as they are typed: a date, a date and time, or a length of time. */
const DAY = 24 * 3_600_000
const UNITS = { m: 60_000, h: 3_600_000, d: DAY } as const

const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATE_AND_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?$/
const LENGTH = /^(\d{1,4})([mhd])$/

/**
 * Epoch milliseconds; undefined when it cannot be read. A day alone is the moment at which it begins, or ends: the one
 * who says that a round closes on the 31st means to have that day. Without an offset it is UTC. `14d` counts from `from`.
 */
export function readMoment(
  words: string,
  day: 'begins' | 'ends',
  from: number | undefined,
): number | undefined {
  const length = LENGTH.exec(words)
  if (length !== null) {
    const unit = UNITS[length[2] as keyof typeof UNITS] // the pattern allows no other
    return from === undefined ? undefined : from + Number(length[1]) * unit
  }
  if (DATE.test(words)) {
    const at = readDate(`${words}T00:00Z`, words)
    return at === undefined ? undefined : day === 'begins' ? at : at + DAY
  }
  const found = DATE_AND_TIME.exec(words)
  if (found === null) return undefined
  return readDate(`${words.replace(' ', 'T')}${found[1] === undefined ? 'Z' : ''}`, words.slice(0, 10))
}

/** `Date.parse` takes the 31st of February for the 3rd of March. */
function readDate(text: string, date: string): number | undefined {
  const at = Date.parse(text)
  const day = Date.parse(`${date}T00:00Z`)
  const real = Number.isFinite(day) && new Date(day).toISOString().slice(0, 10) === date
  return Number.isFinite(at) && real ? at : undefined
}
