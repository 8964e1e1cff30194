/** Summaries as messages, for intake to hand to people. */
import type { Language } from '../flow/program.ts'
import type { ToldSummaries, ToldSummary } from '../intake/sessions.ts'
import { directionOf } from '../language/direction.ts'
import { languageOf } from '../language/tag.ts'
import type { Database } from '../store/database.ts'
import { readSummary } from '../store/summaries.ts'
import type { SentSummary, SummaryBody } from './summary.ts'

/** Over the store; what it remembers is as long as the process. */
export function toldSummaries(database: Database): ToldSummaries {
  const memory = new Map<string, ToldSummary>()
  const now: ToldSummaries['now'] = async (id) => {
    const row = await readSummary(database, id)
    // Written by this room alone, see `SummaryBody`.
    const sent = row?.state === 'shared' ? (row.body as SummaryBody).sent : undefined
    return sent === undefined ? undefined : told(id, sent)
  }
  return {
    now,
    known: async (id) => {
      const known = memory.get(id) ?? (await now(id))
      if (known !== undefined) memory.set(id, known)
      return known
    },
  }
}

function told(id: string, sent: Readonly<Record<Language, SentSummary>>): ToldSummary {
  const languages = Object.keys(sent)
  return {
    message(wanted, asked) {
      const language = languageOf(wanted, languages) ?? languages[0] ?? 'en'
      const { text = '', why = '', picture } = sent[language] ?? {}
      return {
        text: asked ? `${text}\n\n${why}` : text,
        language,
        direction: directionOf(language),
        summary: id,
        ...(picture === undefined ? {} : { picture }),
      }
    },
  }
}
