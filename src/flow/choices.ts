/** What a question offers in one language, as far as a flow's own files tell, with where each label is written. */
import type { Position } from './diagnostic.ts'
import type { Choices } from './form-of.ts'
import type { Language, Place, PlaceQuestion, Question } from './program.ts'
import { type LanguageTexts, labelled } from './texts.ts'

/** Where the questions about places walk. */
export interface Surroundings {
  readonly levels: readonly string[]
  readonly places: readonly Place[]
}

/** What stands to choose from at once. */
export interface Group {
  readonly labels: readonly Label[]
  readonly choices: Choices
}

export interface Label {
  readonly label: string
  /** Absent where it is not written in the flow's texts: a built-in one, or the name of a place. */
  readonly at?: Position
}

/** None for a question that is answered in words alone; one for each place that people walk through. */
export function groupsOf(
  question: Question,
  isFirst: boolean,
  texts: LanguageTexts,
  surroundings: Surroundings,
): Group[] {
  const own = labelled(question).map((option, index): Label => {
    const text = texts.texts.get(`${question.id}.options.${option}`)
    // The built-in labels are not known here; they are short, and so is what stands for them.
    return text === undefined ? { label: `#${index}` } : { label: text.forms[0] ?? '', at: text.at }
  })
  const several = question.kind === 'choose_many'
  const groupOf = (labels: readonly Label[], under: string | null): Group => ({
    labels,
    choices: {
      several,
      options: labels.map(({ label }) => label),
      ...(question.optional ? { skip: '#skip' } : {}),
      others: [...(several ? ['#done'] : []), ...(isFirst && under === null ? [] : ['#back'])],
      ...(under === null ? {} : { under }),
    },
  })
  if (question.kind !== 'place') return own.length === 0 ? [] : [groupOf(own, null)]
  const names = namesUnder(question, texts.language, surroundings)
  return [...names].map(([parent, labels]) => groupOf([...labels, ...own], parent))
}

/** The names at each stop of the walk, by the code of the place they lie in; null at the widest level. */
function namesUnder(question: PlaceQuestion, language: Language, { levels, places }: Surroundings) {
  const walked = levels.slice(0, levels.indexOf(question.level) + 1)
  const under = new Map<string | null, Label[]>()
  for (const { level, parent, names } of places) {
    if (!walked.includes(level)) continue
    const siblings = under.get(parent) ?? []
    siblings.push({ label: names[language] ?? '' })
    under.set(parent, siblings)
  }
  return under
}
