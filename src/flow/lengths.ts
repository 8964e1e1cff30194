/** Checks that every text and label fits what the channels can show. */
import { CHANNEL_FORMS } from '../limits.ts'
import type { Report } from './diagnostic.ts'
import type { Question } from './program.ts'
import { type LanguageTexts, labelled, type Text } from './texts.ts'

/** Room for a number, a dot, a space and a line's end before each label. */
const NUMBERING = 5

/** A label too long for one form is a notice naming the form used instead; what no form can show is an error. */
export function checkLengths(texts: LanguageTexts, questions: readonly Question[], report: Report): void {
  for (const [key, text] of texts.texts) {
    if (!key.endsWith('.options') && !key.includes('.options.')) checkText(key, text, texts.language, report)
  }
  for (const question of questions) checkLabels(question, texts, report)
}

function checkText(key: string, text: Text, language: string, report: Report): void {
  const length = longest(text)
  for (const { channel, text: most } of CHANNEL_FORMS) {
    if (length <= most) continue
    report.error(
      text.at,
      'too-long',
      `\`${key}\` (${language}) has ${length} characters, and ${channel} takes at most ${most}: shorten it, or split it over two steps.`,
    )
    return
  }
}

function checkLabels(question: Question, { language, texts }: LanguageTexts, report: Report): void {
  const labels = labelled(question).flatMap((option) => {
    const text = texts.get(`${question.id}.options.${option}`)
    return text === undefined ? [] : [{ text, length: longest(text) }]
  })
  const [first, ...rest] = labels
  if (first === undefined) return
  const worst = rest.reduce((most, label) => (label.length > most.length ? label : most), first)
  const asked = texts.get(`${question.id}.text`)
  const about = asked === undefined ? 0 : longest(asked)
  const numbered = labels.reduce((sum, { length }) => sum + length + NUMBERING, about)
  const count = labelled(question).length
  for (const { channel, text, forms } of CHANNEL_FORMS) {
    const possible = forms.filter(({ options, text: most }) => count <= options && about <= most)
    const [best] = possible
    const used = possible.find(({ label }) => worst.length <= label)
    if (used === undefined && numbered > text) {
      report.error(
        worst.text.at,
        'too-long',
        `\`${question.id}\` (${language}) fits no form on ${channel}: its longest label has ${worst.length} characters, and text and labels together ${numbered} of at most ${text}. Shorten them.`,
      )
    } else if (best !== undefined && used !== best) {
      const instead = used === undefined ? 'numbered text' : `a ${used.form}`
      const [shown] = worst.text.forms
      report.notice(
        worst.text.at,
        'label-length',
        `“${shown}” (${language}) has ${worst.length} characters, and ${channel} shows at most ${best.label} on ${best.form === 'list' ? 'a line of a list' : 'a button'}: \`${question.id}\` is shown there as ${instead} instead.`,
      )
    }
  }
}

const longest = (text: Text): number => Math.max(...text.forms.map((form) => [...form].length))
