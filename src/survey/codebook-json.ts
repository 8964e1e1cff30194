/** A codebook as JSON, for files and the API. */
import { routeText } from '../flow/condition-text.ts'
import type { Language, Question } from '../flow/program.ts'
import { routesOf } from '../flow/route.ts'
import {
  type BaseOf,
  baseOf,
  type Change,
  type CodebookSources,
  type Entry,
  entriesOf,
  type SettingsOf,
  settingsOf,
  wordingsOf,
} from './codebook.ts'
import { type Labels, labelsOf } from './export-labels.ts'
import { routingWords } from './routing-words.ts'

type ByLanguage = Readonly<Record<Language, string>>

export interface QuestionJson {
  readonly id: string
  readonly kind: Question['kind']
  readonly text: ByLanguage
  readonly hint: ByLanguage | null
  readonly settings: SettingsOf
  /** What findings are broken down by: `place`, `sex`, `age_band`, or the question's own id; null: not by this one. */
  readonly by: string | null
  readonly options: readonly { readonly id: string; readonly text: ByLanguage }[]
  readonly nonanswers: readonly {
    readonly id: string
    /** What stands for it in files; null: its id. */
    readonly code: number | null
    readonly text: ByLanguage
  }[]
  readonly parts: readonly {
    readonly id: string
    readonly options: readonly string[]
    readonly text: ByLanguage
  }[]
  /** In words. */
  readonly asked_of: ByLanguage
  /** As the flow says it; null: everybody is asked. */
  readonly condition: string | null
  /** Whose answers its percents are of. `text` and `consent`: nothing is published. */
  readonly base: BaseOf
  readonly rounds: readonly {
    readonly round: number
    readonly programs: readonly string[]
    readonly wording: string | null
    readonly change: Change | null
  }[]
}

export function questionsAsJson({ asked, rounds, languages, texts }: CodebookSources): QuestionJson[] {
  const labels = languages.map((one) => [one, labelsOf(asked.programs, one, texts)] as const)
  const inEach = (text: (own: Labels, language: Language) => string): ByLanguage =>
    Object.fromEntries(labels.map(([one, own]) => [one, text(own, one)]))
  const entries = entriesOf(asked.programs)
  return entries
    .filter(({ what }) => what === 'question')
    .map(({ question, program }) => {
      const own = (what: Entry['what']) =>
        entries.filter((entry) => entry.question === question && entry.what === what)
      const route = routesOf(program).get(question.id) ?? []
      return {
        id: question.id,
        kind: question.kind,
        text: inEach((all) => all.question(question.id)),
        hint: labels.some(([, all]) => all.hint(question.id) !== null)
          ? inEach((all) => all.hint(question.id) ?? '')
          : null,
        settings: settingsOf(question),
        by: question.as ?? (question.by === true ? question.id : null),
        options: own('option').map(({ id }) => ({ id, text: inEach((all) => all.option(question.id, id)) })),
        nonanswers: own('nonanswer').map(({ id, code }) => ({
          ...{ id, code },
          text: inEach((all) => all.option(question.id, id)),
        })),
        parts: own('part').map(({ id, options }) => ({
          ...{ id, options },
          text: inEach((all) => all.part(question.id, id)),
        })),
        asked_of: inEach((_, one) => routingWords(program, one, texts).of(route)),
        condition: route.length === 0 ? null : routeText(route, program),
        base: baseOf(question),
        rounds: wordingsOf(question.id, rounds),
      }
    })
}
