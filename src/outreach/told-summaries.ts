/** Summaries as messages, for intake to hand to people. */
import type { Language } from '../flow/program.ts'
import type { ToldSummaries, ToldSummary } from '../intake/sessions.ts'
import { directionOf } from '../language/direction.ts'
import { languageOf } from '../language/tag.ts'
import type { Database, Writer } from '../store/database.ts'
import { findShared, holdShared } from '../store/summaries.ts'
import type { SentSummary, SummaryBody } from './summary.ts'

/** Over the store; what it remembers is as long as the process. */
export function toldSummaries({ tables }: Pick<Database, 'tables'>): ToldSummaries {
  /** What was shared once does not change. Whether it may still be told is no part of it. */
  const memory = new Map<string, ToldSummary>()
  const learn = async (writer: Writer, ids: readonly string[]) => {
    const unknown = ids.filter((id) => !memory.has(id))
    for (const { id, body } of await writer.find(tables.summaries, 'id', unknown)) {
      // Written by this room alone, see `SummaryBody`.
      const { sent } = body as SummaryBody
      if (sent !== undefined) memory.set(id, told(id, sent))
    }
    return new Map(
      ids.flatMap((id) => {
        const known = memory.get(id)
        return known === undefined ? [] : [[id, known]]
      }),
    )
  }
  return {
    shared: async (writer, ids) => await learn(writer, await findShared(writer, tables, ids)),
    going: async (writer, ids) => await learn(writer, await holdShared(writer, tables, ids)),
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
