/** A text of a program: fixed, or filled with answers when it is said. */
import type { Answer, Answers, Language, Program, Question } from '../flow/program.ts'
import { isNonAnswer } from '../flow/program.ts'
import { formatNumber } from '../language/format-number.ts'
import type { Texts } from '../language/texts.ts'

export type Text = string | ((answers: Answers) => string)

export const said = (text: Text, answers: Answers): string =>
  typeof text === 'string' ? text : text(answers)

/**
 * The text at a path. Placeholders name questions: `{{district}}` becomes the answer's label, number or words, or
 * nothing where there is none. In a text with plural forms the first placeholder that stands for a number decides.
 */
export function textAt(
  program: Program,
  texts: Texts,
  path: string,
  language: Language,
  labelOf: (question: Question, id: string) => string,
): Text {
  const found = texts.find(path, language)
  if (found === undefined) return path
  if (!found.plural && found.placeholders.length === 0) return found.text
  const slots = found.placeholders.map((name) => ({
    name,
    slot: program.questions.findIndex(({ id }) => id === name),
  }))
  const fill = texts.filler(path, language)
  return (answers) => {
    const values: Record<string, string> = {}
    let count: number | undefined
    for (const { name, slot } of slots) {
      const question = program.questions[slot]
      const answer = answers[slot]
      if (question === undefined || answer === undefined || answer === null) continue
      if (typeof answer === 'number' && count === undefined) count = answer
      values[name] = wordsFor(answer, question, program, language, labelOf)
    }
    return fill(values, count)
  }
}

function wordsFor(
  answer: Answer,
  question: Question,
  program: Program,
  language: Language,
  labelOf: (question: Question, id: string) => string,
): string {
  const label = (id: string) => labelOf(question, id)
  if (typeof answer === 'number') return formatNumber(answer, language)
  if (typeof answer === 'string') {
    if (question.kind === 'text') return answer
    if (question.kind !== 'place') return label(answer)
    const place = program.places.find(({ code }) => code === answer)
    return place?.names[language] ?? place?.names[program.languages[0]] ?? answer
  }
  if (isNonAnswer(answer)) return label(answer.nonanswer)
  return answer.map(label).join(language === 'en' ? ', ' : '، ')
}
