/** A round's findings for staff: with counts, and with the staff minimum in place of the public one. RESTRICTED. */
import { groupName } from '../findings/families.ts'
import type { Finding } from '../findings/finding.ts'
import { publish, staffRules } from '../findings/publish.ts'
import type { Analysis } from '../flow/programme.ts'
import type { Database } from '../store/database.ts'
import type { RoundRow } from '../store/rounds.ts'
import { BOM, csvRow, csvText, csvValue } from './csv.ts'
import { countRound } from './tallies.ts'

export interface StaffTallies {
  readonly notice: string
  readonly programme: string
  readonly flow: string
  readonly round: number
  readonly madeUp: boolean
  readonly respondents: number
  readonly findings: readonly Finding[]
}

const NOTICE =
  'RESTRICTED: for staff, not for publication. Of the people who answered; no random sample. Groups overlap: never subtract one from another.'

/** Undefined when the round's programs are not in the store. */
export async function staffTallies(
  database: Database,
  round: RoundRow,
  without: readonly string[],
  analysis: Analysis,
): Promise<StaffTallies | undefined> {
  const counted = await countRound(database, round, without)
  if (counted === undefined) return undefined
  const { tallies, programs } = counted
  return {
    notice: NOTICE,
    programme: round.programme,
    flow: round.flow,
    round: round.number,
    madeUp: round.made_up,
    respondents: tallies.respondents,
    findings: publish(tallies, programs, staffRules(analysis)),
  }
}

/** One row a figure. */
export function* talliesAsCsv({ notice, round, madeUp, findings }: StaffTallies): Generator<string> {
  yield BOM + csvRow([csvText(madeUp ? `${notice} MADE UP.` : notice)])
  yield csvRow(['round', 'group', 'question', 'figure', 'count', 'base', 'percent'].map(csvText))
  for (const one of findings) {
    const start = [csvValue(round), csvText(groupName(one.of)), csvText(one.question)]
    const row = (figure: string, count: string, base: string, percent: string) =>
      csvRow([...start, csvText(figure), count, base, percent])
    if (one.state === 'withheld') {
      yield row(`withheld: ${one.reason}`, '', '', '')
      continue
    }
    for (const { options, count, percent } of one.cells)
      yield row(options.join(' + '), csvValue(count), csvValue(one.base), csvValue(percent))
    for (const option of one.hidden) yield row(`${option}: withheld`, '', csvValue(one.base), '')
    if (one.numbers !== undefined)
      for (const [name, value] of Object.entries(one.numbers))
        yield row(name, csvValue(value), csvValue(one.base), '')
    if (one.nonanswers !== null) yield row('non-answers', csvValue(one.nonanswers), '', '')
  }
}
