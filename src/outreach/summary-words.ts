/** Everything that a summary says in words, by language: sentences from the teller, names from the round's programs. */
import type { Finding, ShownFinding } from '../findings/finding.ts'
import { type Claim, planFinding } from '../findings/plan-finding.ts'
import { tellFinding } from '../findings/tell-finding.ts'
import { tellAdjusted, tellCoverage, tellFlags } from '../findings/tell-flags.ts'
import { type Teller, tellerOf } from '../findings/teller.ts'
import { titleOf } from '../findings/wording.ts'
import type { Language, Program, TextTree } from '../flow/program.ts'
import { formatDate } from '../language/format-date.ts'
import { listAt, type Texts, textsOf, type Values } from '../language/texts.ts'

/** Asked for by language; a language that is not the programme’s is told in its fallback. */
export interface SummaryWords {
  /** Of the programme, its fallback first. */
  readonly languages: readonly [Language, ...Language[]]
  teller(language: Language): Teller
  /** The words of pictures. */
  readonly pictures: Texts
  /** Who asked, and where more can be read. */
  source(language: Language): string
  /** The teller's sentence. */
  tell(finding: Finding, language: Language): string
  /** What the teller would say of it. */
  claims(finding: ShownFinding): readonly Claim[]
  /** What must be known beside its figures; '' where nothing must. */
  flags(finding: ShownFinding, language: Language): string
  coverage(language: Language): string
  /** That percents of these are adjusted; '' where none are. */
  adjusted(findings: readonly Finding[], language: Language): string
  /** A text of `locales/<language>/summary.json`. */
  say(path: string, language: Language, values?: Values): string
  survey(language: Language): string
  place(code: string, language: Language): string
  month(at: number, language: Language): string
  question(id: string, language: Language): string
  option(question: string, option: string, language: Language): string
  /** Texts whose numbers a sentence about the finding may repeat: the question and its answers. */
  about(finding: Finding, language: Language): readonly string[]
  /** Words of a sentence that say how many without a digit: `half`, `نصف`. Nothing can hold them to the finding. */
  amounts(sentence: string, language: Language): readonly string[]
}

/** What words are made of. */
export interface WordSources {
  /** Of the round, the newest first. */
  readonly programs: readonly [Program, ...Program[]]
  /** `findings.json`, `summary.json` and `picture.json`, by language. */
  readonly findings: Readonly<Record<Language, TextTree>>
  readonly summary: Readonly<Record<Language, TextTree>>
  readonly picture: Readonly<Record<Language, TextTree>>
  source(language: Language): string
}

/** Makes what each language needs when it is first asked for. */
export function summaryWords(sources: WordSources): SummaryWords {
  const { programs, findings, summary, picture, source } = sources
  const [program] = programs
  const { languages } = program
  const fallbacks = [...languages, 'en']
  const sentences = textsOf(findings, fallbacks)
  const texts = textsOf(summary, fallbacks)
  const tellers = new Map<Language, Teller>()
  const teller = (language: Language): Teller => {
    const known = tellers.get(language) ?? tellerOf(sentences, programs, language)
    tellers.set(language, known)
    return known
  }
  const place = (code: string, language: Language) => {
    const names = programs.flatMap(({ places }) => places).find((one) => one.code === code)?.names
    return names?.[language] ?? names?.[languages[0]] ?? code
  }
  const question = (id: string, language: Language) => teller(language).wording.question(id)
  const option = (id: string, one: string, language: Language) => teller(language).wording.option(id, one)
  return {
    languages,
    teller,
    pictures: textsOf(picture, fallbacks),
    source,
    tell: (finding, language) => tellFinding(teller(language), finding),
    claims: (finding) => planFinding(finding, teller(languages[0]).wording.asked(finding.question)),
    flags: (finding, language) => {
      // Few are said to be few by the sentence itself, and wide is what a small base is.
      const flags = finding.flags.filter((flag) => flag !== 'few' && flag !== 'wide')
      return tellFlags(teller(language), { ...finding, flags }).join(' ')
    },
    coverage: (language) => tellCoverage(teller(language)),
    adjusted: (findings, language) => tellAdjusted(teller(language), findings) ?? '',
    say: (path, language, values) => texts.fill(path, language, values),
    survey: (language) => titleOf(program, language),
    place,
    month: (at, language) => formatDate(at, language, 'month'),
    question,
    option,
    about: (finding, language) => [
      question(finding.question, language),
      teller(language).wording.topic(finding.question),
      ...optionsIn(programs, finding.question).map((id) => option(finding.question, id, language)),
      ...finding.of.flatMap(({ by, ids }) =>
        ids.map((id) =>
          by === 'place' ? place(id, language) : option(teller(language).wording.grouping(by), id, language),
        ),
      ),
    ],
    amounts: (sentence, language) => {
      const tree = summary[language]
      return tree === undefined ? [] : listAt(tree, 'amounts').filter((word) => says(sentence, word))
    },
  }
}

const optionsIn = (programs: readonly Program[], id: string): readonly string[] => [
  ...new Set(
    programs.flatMap(({ questions }) =>
      questions.flatMap((one) => (one.id === id && 'options' in one ? one.options : [])),
    ),
  ),
]

/** As a word of its own; a letter before it may only be one that Arabic writes together with it. */
const says = (sentence: string, word: string): boolean =>
  new RegExp(`(?:^|[^\\p{L}])(?:[وفبل]?ال|[وفبلك])?${word}(?:$|[^\\p{L}])`, 'iu').test(sentence)
