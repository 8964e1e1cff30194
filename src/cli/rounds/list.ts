/** `hearback round list` */
import { readCharges } from '../../store/charges.ts'
import type { Database } from '../../store/database.ts'
import { type RoundRow, readAllRounds } from '../../store/rounds.ts'
import type { ExitCode, Io } from '../command.ts'
import type { WantedList } from './wanted.ts'
import { billable, described, moment } from './words.ts'

export async function listRounds(database: Database, { json }: WantedList, io: Io): Promise<ExitCode> {
  const rounds = await readAllRounds(database)
  const charges = await readCharges(database)
  const chargesOf = ({ id }: RoundRow) => charges.filter(({ round }) => round === id)
  if (json) {
    const rows = rounds.map((round) => ({ ...asJson(round), billable: chargesOf(round).map(asCharge) }))
    io.out(`${JSON.stringify(rows, null, 2)}\n`)
    return 0
  }
  if (rounds.length === 0) io.out('There is no round yet. A first one opens when the server starts.\n')
  for (const round of rounds) {
    const charged = billable(chargesOf(round))
    const made = round.made_up ? ', made up' : ''
    const cost = charged === '' ? '' : `; billable messages: ${charged}`
    io.out(`${described(round)}: ${round.state}, ${dates(round)}${about(round)}${made}${cost}\n`)
  }
  return 0
}

function dates({ state, opened_at, opens_at, closes_at, closed_at }: RoundRow): string {
  const closes = closes_at === null ? '' : `, closes ${moment(closes_at)}`
  if (state === 'planned')
    return `${opens_at === null ? 'opens by hand' : `opens ${moment(opens_at)}`}${closes}`
  return `opened ${moment(opened_at)}${closed_at === null ? closes : `, closed ${moment(closed_at)}`}`
}

const about = ({ summary }: RoundRow): string => (summary === null ? '' : ', about a summary')

/** Moments are ISO 8601, UTC. */
export function asJson(round: RoundRow) {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  const { programme, flow, number, name, state, made_up, places, targets, summary } = round
  return {
    ...{ programme, flow, number, name, state, madeUp: made_up, places, targets, summary },
    opens: iso(round.opens_at),
    opened: state === 'planned' ? null : iso(round.opened_at),
    closes: iso(round.closes_at),
    closed: iso(round.closed_at),
  }
}

export const asCharge = ({
  channel,
  category,
  count,
}: {
  channel: string
  category: string
  count: number
}) => ({
  ...{ channel, category, count },
})
