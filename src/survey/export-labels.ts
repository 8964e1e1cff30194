/** What exported files call questions, answers and groups, in one language. An id stands in for a text that is missing. */
import { bandOf, UNLISTED, UNSAID } from '../findings/finding.ts'
import { textAt, wordingOf } from '../findings/wording.ts'
import type { Language, Program } from '../flow/program.ts'
import { formatNumber } from '../language/format-number.ts'
import type { Texts } from '../language/texts.ts'

export interface Labels {
  /** As it was put; `{{district}}` stands where it inserts an earlier answer. */
  question(id: string): string
  hint(question: string): string | null
  /** An option, a place, a band of numbers, a non-answer, or what no program lists. */
  option(question: string, option: string): string
  /** A part of a question's scale. */
  part(question: string, part: string): string
  /** A group that findings are broken down by; `by` as in a Filter. */
  group(by: string, id: string): string
}

/** `programs`: the round's own first. `texts`: `locales/<language>/export.json`. */
export function labelsOf(programs: readonly Program[], language: Language, texts: Texts): Labels {
  const wording = wordingOf(programs, language, texts.fill('unlisted', language))
  const questions = programs.flatMap((program) => program.questions)
  const option = (question: string, id: string): string => {
    const band = bandOf(id)
    if (band !== undefined) return bandLabel(band, language, texts)
    const label = wording.option(question, id)
    // What every flow offers, such as "I don't know", has its label among the built-in texts.
    return label === id ? texts.fill(`built_in.${id}`, language) || id : label
  }
  return {
    question: (id) =>
      textAt(programs, language, [id, 'text']) ?? textAt(programs, language, [id, 'text_other']) ?? id,
    hint: (question) => textAt(programs, language, [question, 'hint']) ?? null,
    option,
    part: (question, part) => textAt(programs, language, [question, 'scale', part]) ?? part,
    group: (by, id) => {
      if (id === UNSAID) return texts.fill('unsaid', language)
      if (id === UNLISTED) return texts.fill('unlisted', language)
      return option(questions.find(({ as }) => as === by)?.id ?? by, id)
    },
  }
}

/** A level of the programme's places, such as `governorate`. */
export const levelLabel = (level: string, language: Language, texts: Texts): string =>
  texts.fill(`levels.${level}`, language) || level

function bandLabel(
  { low, high }: { low: number | null; high: number | null },
  language: Language,
  texts: Texts,
): string {
  const values = {
    low: low === null ? '' : formatNumber(low, language),
    high: high === null ? '' : formatNumber(high, language),
  }
  const path = low === null ? 'band.under' : high === null ? 'band.from' : 'band.between'
  // The marks that isolate a number within a sentence would only hinder whoever compares cells.
  return texts.fill(path, language, values).replace(/[\u2068\u2069]/g, '')
}
