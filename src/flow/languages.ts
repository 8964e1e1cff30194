/** Checks what only several languages side by side can show. */
import { listed, type Report } from './diagnostic.ts'
import type { Question } from './program.ts'
import { type LanguageTexts, labelled, partsOf } from './texts.ts'

/** Every language must insert the same things and give the same hints as the first, the fallback. */
export function compareLanguages(languages: readonly LanguageTexts[], report: Report): void {
  const [first, ...others] = languages
  if (first === undefined) return
  for (const other of others) {
    for (const [key, text] of other.texts) {
      const model = first.texts.get(key)
      if (model === undefined) continue
      const lost = [...model.names].filter((name) => name !== 'count' && !text.names.has(name))
      const added = [...text.names].filter((name) => name !== 'count' && !model.names.has(name))
      if (lost.length === 0 && added.length === 0) continue
      const what = [
        ...(lost.length > 0 ? [`lacks ${listed(lost.map(braced), 'and')}`] : []),
        ...(added.length > 0 ? [`has ${listed(added.map(braced), 'and')} more`] : []),
      ]
      report.error(
        text.at,
        'placeholder-differs',
        `\`${key}\` in ${other.language} ${what.join(' and ')} than in ${first.language}: insert the same in every language.`,
      )
    }
  }
  compareOptional(languages, report)
}

const OPTIONAL = /\.(?:hint|declined|topic)$/

const braced = (name: string): string => `{{${name}}}`

/** A hint, a topic, and a goodbye of the flow's own, are optional, but then for everyone. */
function compareOptional(languages: readonly LanguageTexts[], report: Report): void {
  const keys = new Set(
    languages.flatMap(({ texts }) => [...texts.keys()].filter((key) => OPTIONAL.test(key))),
  )
  for (const key of keys) {
    const having = languages.filter(({ texts }) => texts.has(key)).map(({ language }) => language)
    for (const { language, file, texts } of languages) {
      if (texts.has(key)) continue
      const at = texts.get(key.replace(OPTIONAL, '.text'))?.at ?? { file, line: 1, column: 1 }
      report.error(
        at,
        'missing-text',
        `The text \`${key}\` is missing in ${language}, and ${listed(having, 'and')} ${having.length === 1 ? 'has' : 'have'} it: add it.`,
      )
    }
  }
}

/** Two options that read the same cannot be told apart by anyone; nor can a part of a scale and what it is not. */
export function checkSameLabels(
  language: LanguageTexts,
  questions: readonly Question[],
  report: Report,
): void {
  for (const question of questions) {
    const options = [...new Set(labelled(question))].map((id) => ({
      id,
      key: `${question.id}.options.${id}`,
    }))
    // A part that is one option may read as it does.
    const parts = partsOf(question).map(({ id, options: [only, ...others] }) => ({
      id,
      key: `${question.id}.scale.${id}`,
      like: others.length === 0 ? only : undefined,
    }))
    const seen = new Map<string, string>()
    for (const { id, key, like } of [...options.map((one) => ({ ...one, like: undefined })), ...parts]) {
      const label = language.texts.get(key)
      const [words] = label?.forms ?? []
      if (label === undefined || words === undefined) continue
      const plain = words.normalize('NFKC').trim().toLowerCase()
      const other = seen.get(plain)
      if (other !== undefined && other !== like) {
        report.error(
          label.at,
          'same-label',
          `\`${id}\` and \`${other}\` of \`${question.id}\` have the same label in ${language.language}: make them differ.`,
        )
      }
      seen.set(plain, id)
    }
  }
}
