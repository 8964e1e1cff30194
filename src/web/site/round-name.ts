import { formatDate } from '../../language/format-date.ts'
import { formatNumber } from '../../language/format-number.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'

/** "Round 3 · 2019", or with the month where that is its name. */
export const roundName = (visit: Visit, { number, name }: Pick<RoundRow, 'number' | 'name'>): string =>
  visit.say('round', { number: visit.number(number), name: spoken(name, visit.language) })

/** Years and months take the language's digits and names; other names stand as they were given. */
function spoken(name: string, language: string): string {
  if (/^[0-9]{4}$/.test(name)) return yearName(name, language)
  const month = /^([0-9]{4})-(0[1-9]|1[0-2])$/.exec(name)
  if (month === null) return name
  return formatDate(Date.UTC(Number(month[1]), Number(month[2]) - 1), language, 'month')
}

/** A year takes no mark between thousands. */
const yearName = (year: string, language: string): string =>
  [...year].map((digit) => formatNumber(Number(digit), language)).join('')
