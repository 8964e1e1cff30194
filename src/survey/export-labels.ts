/** What exported files call questions, answers and groups, in one language. An id stands in for a text that is missing. */
import type { Filter } from '../findings/finding.ts'
import { tellFilter } from '../findings/tell-group.ts'
import { tellOptions } from '../findings/tell-options.ts'
import { tellerOf } from '../findings/teller.ts'
import { textAt } from '../findings/wording.ts'
import type { Language, Program } from '../flow/program.ts'
import type { ExportTexts } from './export-texts.ts'

export interface Labels {
  /** As it was put; `{{district}}` stands where it inserts an earlier answer. */
  question(id: string): string
  hint(question: string): string | null
  /** An option, a place or a non-answer. */
  option(question: string, option: string): string
  /** A part of a question's scale. */
  part(question: string, part: string): string
  /** What charts call the answers of a cell; `part`: the part of the scale that they are. */
  cell(question: string, options: readonly string[], part: string | null): string
  /** The group that a filter leaves. */
  filter(filter: Filter): string
}

/** `programs`: the round's own first. */
export function labelsOf(programs: readonly Program[], language: Language, texts: ExportTexts): Labels {
  const teller = tellerOf(texts.findings, programs, language)
  const { wording } = teller
  return {
    question: (id) =>
      textAt(programs, language, [id, 'text']) ?? textAt(programs, language, [id, 'text_other']) ?? id,
    hint: (question) => textAt(programs, language, [question, 'hint']) ?? null,
    option: (question, id) => {
      const label = wording.option(question, id)
      // What every flow offers, such as "I don't know", has its label among the built-in texts.
      return label === id ? texts.fill(`built_in.${id}`, language) || id : label
    },
    part: wording.part,
    // The same few answers and groups stand in thousands of rows.
    cell: remembered((question: string, options: readonly string[], part: string | null) =>
      bare(tellOptions(teller, question, { options, ...(part === null ? {} : { part }) })),
    ),
    filter: remembered((filter: Filter) => bare(tellFilter(teller, filter))),
  }
}

function remembered<Given extends readonly unknown[]>(
  label: (...given: Given) => string,
): (...given: Given) => string {
  const known = new Map<string, string>()
  return (...given) => {
    const key = JSON.stringify(given)
    const found = known.get(key) ?? label(...given)
    known.set(key, found)
    return found
  }
}

/** A level of the programme's places, such as `governorate`. */
export const levelLabel = (level: string, language: Language, texts: ExportTexts): string =>
  texts.fill(`levels.${level}`, language) || level

/** The marks that isolate a name within a sentence would only hinder whoever compares cells. */
const bare = (text: string): string => text.replace(/[\u2068\u2069]/g, '')
