/** How the commands about rounds name things. */
import type { Charge } from '../../store/charges.ts'
import type { RoundRow } from '../../store/rounds.ts'

export const described = ({ programme, flow, number, name }: RoundRow): string =>
  `${programme}/${flow} round ${number} (${name})`

export const moment = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** What a platform charges for is counted as it is delivered; empty when there is nothing. */
export const billable = (charges: readonly Charge[]): string =>
  charges.map(({ channel, category, count }) => `${count} ${category} (${channel})`).join(', ')

export const number = (count: number): string => count.toLocaleString('en')
