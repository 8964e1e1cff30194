/** The compiler's door: a flow's sources → a program, or what is wrong with them. */
import { SOURCE_CHARACTERS } from '../limits.ts'
import { canonical } from './canonical.ts'
import { compileAllSteps } from './compile-steps.ts'
import type { Compiler } from './compiler.ts'
import { createReport, type Diagnostic, listed, type Report } from './diagnostic.ts'
import { isTree, readAs } from './explain.ts'
import { flowSchema } from './flow-schema.ts'
import { checkSameLabels, compareLanguages } from './languages.ts'
import { checkLengths } from './lengths.ts'
import { type Parsed, parseJson, parseYaml, type Source } from './parsed.ts'
import type { Language, Place, Program, Question, TextTree } from './program.ts'
import { resolvePlaceholders } from './resolve-placeholders.ts'
import { milliseconds } from './schema.ts'
import { suggest } from './suggest.ts'
import { checkTexts, type LanguageTexts } from './texts.ts'

export interface FlowSources {
  /** The programme's name: its folder under `flows/`. */
  readonly programme: string
  /** The flow's name: its file's, without `.yaml`. */
  readonly flow: string
  readonly yaml: Source
  /** The programme's languages; the flow may name fewer. */
  readonly languages: readonly [Language, ...Language[]]
  /** The programme's levels and places, see `readPlaces`. */
  readonly levels: readonly string[]
  readonly places: readonly Place[]
  /** By language: the text of `locales/<language>/<programme>/<flow>.json`. */
  readonly texts: Readonly<Record<Language, Source>>
  /** 12 characters of base64url over the SHA-256 of the text. Given, because this room has no crypto that is not async. */
  readonly hash: (text: string) => string
}

export interface Compiled {
  /** Absent when there is any error among the diagnostics. */
  readonly program?: Program
  readonly diagnostics: readonly Diagnostic[]
  /** What people see the flow called, for each of its languages. */
  readonly titles: Readonly<Record<Language, string>>
  /** The words that begin the flow: the flow file's under `*`, those of the locales under their language. */
  readonly keywords: Readonly<Record<Language, readonly string[]>>
}

const EXPIRES = milliseconds('3d')

/** Never throws, whatever the sources hold. Diagnostics come in the order of the files' lines. */
export function compile(sources: FlowSources): Compiled {
  const report = createReport()
  const nothing = (): Compiled => ({ diagnostics: sorted(report.diagnostics), titles: {}, keywords: {} })
  if (tooLong(sources.yaml, report)) return nothing()
  const parsed = parseYaml(sources.yaml, report)
  if (parsed === undefined) return nothing()
  const head = readAs(flowSchema, parsed, [], report)
  const languages = head?.languages ?? sources.languages
  checkLanguages(parsed, languages, sources, report)
  if (head?.remind !== undefined) {
    report.notice(
      parsed.atKey(['remind']),
      'not-acting',
      'remind is understood but not yet acting: no nudges are sent.',
    )
  }

  const compiler = compileAllSteps(sources, parsed, report)

  const texts = readTexts(languages, sources, compiler)
  const titles = Object.fromEntries(
    languages.map((one) => [one, texts.of.get(one)?.title ?? head?.title ?? sources.flow]),
  )
  const keywords: Record<Language, readonly string[]> = { '*': head?.keywords ?? [] }
  for (const language of languages) keywords[language] = texts.of.get(language)?.keywords ?? []
  const diagnostics = sorted(report.diagnostics)
  if (head === undefined || diagnostics.some(({ severity }) => severity === 'error')) {
    return { diagnostics, titles, keywords }
  }

  const walksPlaces = compiler.questions.some(({ kind }) => kind === 'place')
  const unhashed: Omit<Program, 'hash'> = {
    programme: sources.programme,
    flow: sources.flow,
    type: head.type ?? 'survey',
    languages,
    expires: head.expires === undefined ? EXPIRES : milliseconds(head.expires),
    remind: (head.remind ?? []).map(milliseconds),
    code: compiler.code,
    questions: compiler.questions.map((question) => ({
      ...question,
      wording: wordingOf(question, texts.trees, sources.hash),
    })),
    levels: sources.levels,
    places: walksPlaces ? sources.places : [],
    texts: texts.trees,
  }
  return { program: { hash: sources.hash(canonical(unhashed)), ...unhashed }, diagnostics, titles, keywords }
}

/** Trends compare rounds by it, so it changes with what people read and choose from, and with nothing else. */
function wordingOf(
  question: Question,
  trees: Readonly<Record<Language, TextTree>>,
  hash: (text: string) => string,
): string {
  const texts = Object.entries(trees).map(([language, tree]) => [language, asked(tree[question.id])])
  const options = 'options' in question ? question.options : []
  return hash(canonical([question.kind, options, question.also, Object.fromEntries(texts)]))
}

/** Without what only pages and summaries say. */
function asked(node: TextTree[string] | undefined): TextTree[string] | null {
  if (!isTree(node) || Array.isArray(node)) return node ?? null
  const { topic: _topic, scale: _scale, ...rest } = node
  return rest
}

function checkLanguages(
  parsed: Parsed,
  languages: readonly Language[],
  sources: FlowSources,
  report: Report,
): void {
  languages.forEach((language, at) => {
    if (sources.languages.includes(language)) return
    report.error(
      parsed.at(['languages', at]),
      'unknown-language',
      `\`${language}\` is not a language of the programme; programme.yaml has ${listed(sources.languages, 'and')}.`,
      { allowed: sources.languages, suggestion: suggest(language, sources.languages) },
    )
  })
}

interface Texts {
  readonly of: ReadonlyMap<Language, LanguageTexts>
  readonly trees: Readonly<Record<Language, TextTree>>
}

function readTexts(languages: readonly Language[], sources: FlowSources, compiler: Compiler): Texts {
  const { report, needs, questions, known, ids } = compiler
  const of = new Map<Language, LanguageTexts>()
  const trees: Record<Language, TextTree> = {}
  for (const language of languages) {
    const source = sources.texts[language]
    if (source === undefined) {
      const file = `locales/${language}/${sources.programme}/${sources.flow}.json`
      report.error(
        { file, line: 1, column: 1 },
        'missing-file',
        `There are no texts in ${language}: write them in ${file}.`,
      )
      continue
    }
    const parsed = tooLong(source, report) ? undefined : parseJson(source, report)
    if (parsed === undefined) continue
    if (!isTree(parsed.value) || Array.isArray(parsed.value)) {
      report.error(
        parsed.at([]),
        'text-form',
        'A file of texts is one object: { "welcome": { "text": "…" } }.',
      )
      continue
    }
    const texts = checkTexts(language, parsed, { report, needs, questions, known, ids })
    checkLengths(texts, questions, report, sources)
    checkSameLabels(texts, questions, report)
    of.set(language, texts)
    // Whatever is not of this form has been reported, and then there is no program.
    trees[language] = resolvePlaceholders(parsed.value as TextTree, needs, questions)
  }
  compareLanguages([...of.values()], report)
  return { of, trees }
}

function tooLong(source: Source, report: Report): boolean {
  if (source.text.length <= SOURCE_CHARACTERS) return false
  report.error(
    { file: source.file, line: 1, column: 1 },
    'too-long',
    `This file is too long: at most ${SOURCE_CHARACTERS} characters.`,
  )
  return true
}

/** By file, in the order they were first met, then by line. */
function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ file }) => file))]
  return [...diagnostics].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  )
}
