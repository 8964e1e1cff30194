/** A round's answers from PostgreSQL: see packed-answers.ts. */
import type pg from 'pg'
import {
  BETWEEN_ANSWERS,
  type PackedRespondent,
  RESPONDENTS_AT_ONCE,
  WITHIN_ANSWER,
} from './packed-answers.ts'

type Columns = [id: string, channel: string, language: string, finished: boolean, packed: string | null]

const PAGE = `select r.id, r.channel, r.language, r.finished, (
  select string_agg(concat_ws($4, a.question, a.program, a.value), $5 order by a.question)
  from answers a where a.respondent = r.id
) from respondents r where r.round = $1 and r.id > $2 order by r.id limit $3`

/** In the order of ids: PostgreSQL moves rows about, so the order in which they are stored means nothing. */
export async function* postgresAnswers(
  pool: pg.Pool,
  round: string,
): AsyncGenerator<readonly PackedRespondent[]> {
  for (let after = ''; ; ) {
    const { rows } = await pool.query<Columns>({
      text: PAGE,
      values: [round, after, RESPONDENTS_AT_ONCE, WITHIN_ANSWER, BETWEEN_ANSWERS],
      rowMode: 'array',
    })
    const people = rows.map(([id, channel, language, finished, packed]) => ({
      id,
      channel,
      language,
      finished,
      packed,
    }))
    const last = people.at(-1)
    if (last === undefined) return
    after = last.id
    yield people
  }
}
