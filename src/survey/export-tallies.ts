/** A round's tallies for staff: for everybody and for each place, sex and age band, with the staff minimum. RESTRICTED. */
import type { Finding } from '../findings/finding.ts'
import { publish } from '../findings/publish.ts'
import { STAFF_MINIMUM } from '../limits.ts'
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
  /** Everybody first. A group under the minimum is not listed. */
  readonly groups: readonly StaffGroup[]
}
export interface StaffGroup {
  readonly by: 'all' | 'place' | 'sex' | 'age_band'
  readonly id: string
  readonly respondents: number
  readonly questions: readonly Finding[]
}

const NOTICE =
  'RESTRICTED: for staff, not for publication. Of the people who answered; no random sample. Groups overlap: never subtract one from another.'

/** Undefined when the round's programs are not in the store. */
export async function staffTallies(
  database: Database,
  round: RoundRow,
  without: readonly string[],
): Promise<StaffTallies | undefined> {
  const counted = await countRound(database, round, without)
  if (counted === undefined) return undefined
  const { tallies, programs } = counted
  const rules = { minimum: STAFF_MINIMUM }
  const all = { by: 'all' as const, id: '', respondents: tallies.respondents, questions: tallies.questions }
  return {
    notice: NOTICE,
    programme: round.programme,
    flow: round.flow,
    round: round.number,
    madeUp: round.made_up,
    groups: [all, ...tallies.groups]
      .filter(({ respondents }) => respondents >= STAFF_MINIMUM)
      .map(({ by, id, respondents, questions }) => ({
        by,
        id,
        respondents,
        questions: publish({ questions }, programs, rules, by === 'all' ? [] : [{ by, ids: [id] }]),
      })),
  }
}

/** One row a figure. */
export function* talliesAsCsv({ notice, round, madeUp, groups }: StaffTallies): Generator<string> {
  yield BOM + csvRow([csvText(madeUp ? `${notice} MADE UP.` : notice)])
  yield csvRow(['round', 'by', 'group', 'question', 'figure', 'count', 'base', 'percent'].map(csvText))
  for (const group of groups) {
    const start = [csvValue(round), csvValue(group.by), csvText(group.id)]
    for (const one of group.questions) {
      const row = (figure: string, count: string, base: string, percent: string) =>
        csvRow([...start, csvText(one.question), csvText(figure), count, base, percent])
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
}
