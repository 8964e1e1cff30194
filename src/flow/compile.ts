/** The compiler's door: a flow's sources → a program, or what is wrong with them. */
import { NESTED_STEPS, SOURCE_CHARACTERS, STEPS_IN_A_FLOW } from '../limits.ts'
import { canonical } from './canonical.ts'
import { type Compiler, join, placeUnless, type TextNeed, type Way } from './compiler.ts'
import { compileCondition } from './condition.ts'
import { createReport, type Diagnostic, listed, type Report } from './diagnostic.ts'
import { isTree, readAs, valueAt } from './explain.ts'
import { flowSchema } from './flow-schema.ts'
import { checkSameLabels, compareLanguages } from './languages.ts'
import { checkLengths } from './lengths.ts'
import { type Parsed, type Path, parseJson, parseYaml, type Source } from './parsed.ts'
import type { Instruction, Language, Place, Program, Question, TextTree } from './program.ts'
import { resolvePlaceholders } from './resolve-placeholders.ts'
import { milliseconds } from './schema.ts'
import type { StepKind } from './steps/kind.ts'
import { STEP_KINDS } from './steps/kinds.ts'
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

  const compiler = createCompiler(sources, parsed, report)
  compiler.steps(['steps'])
  compiler.code.push({ kind: 'end', outcome: 'completed' })

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
  const texts = Object.entries(trees).map(([language, tree]) => [language, tree[question.id] ?? null])
  const options = 'options' in question ? question.options : []
  return hash(canonical([question.kind, options, question.also, Object.fromEntries(texts)]))
}

function createCompiler(sources: FlowSources, parsed: Parsed, report: Report): Compiler {
  const code: Instruction[] = []
  const needs: TextNeed[] = []
  const questions: Question[] = []
  const way: Way = { certain: new Set(), possible: new Set(), ended: false }
  const compiler: Compiler = {
    report,
    parsed,
    levels: sources.levels,
    places: sources.places,
    code,
    questions,
    ids: gatherIds(parsed, report),
    known: new Map(),
    needs,
    way,
    steps: (path) => compileSteps(compiler, path),
  }
  return compiler
}

function compileSteps(compiler: Compiler, path: Path): void {
  const steps = valueAt(compiler.parsed.value, path)
  if (!Array.isArray(steps) || depthOf(path) > NESTED_STEPS) return
  for (const at of steps.keys()) {
    const before = compiler.way
    compileStep(compiler, [...path, at])
    if (!before.ended && compiler.way.ended && at + 1 < steps.length) {
      compiler.report.error(
        compiler.parsed.at([...path, at + 1]),
        'unreachable',
        'Nobody ever comes to this step: every way to it has ended before. Remove it, or the end above it.',
      )
    }
  }
}

function compileStep(compiler: Compiler, path: Path): void {
  const kind = kindOf(compiler, path)
  if (kind === undefined) return
  const when = [...path, 'when']
  if (typeof valueAt(compiler.parsed.value, when) !== 'string') {
    kind.compile(compiler, path)
    return
  }
  const condition = compileCondition(compiler, when)
  const before = compiler.way
  const past = placeUnless(compiler, condition ?? { op: 'value', value: true })
  kind.compile(compiler, path)
  past(compiler.code.length)
  compiler.way = join(before, compiler.way)
}

function kindOf({ parsed, report }: Compiler, path: Path): StepKind | undefined {
  const step = valueAt(parsed.value, path)
  const allowed = STEP_KINDS.map(({ key }) => key)
  if (!isTree(step) || Array.isArray(step)) {
    report.error(
      parsed.at(path),
      'wrong-kind',
      `A step begins with one of ${listed(allowed)}, such as - say: welcome.`,
      { allowed },
    )
    return undefined
  }
  const keys = Object.keys(step)
  const [first, second] = STEP_KINDS.filter(({ key }) => keys.includes(key))
  if (first !== undefined && second !== undefined) {
    report.error(
      parsed.atKey([...path, second.key]),
      'two-kinds',
      `One step does one thing, and this one has both \`${first.key}\` and \`${second.key}\`: begin a new step with - before one of them.`,
    )
    return undefined
  }
  if (first !== undefined) return first
  const [key = ''] = keys
  const suggestion = keys.map((one) => suggest(one, allowed)).find((one) => one !== undefined)
  const given = keys.length === 0 ? 'This step is empty' : `There is no step \`${key}\``
  report.error(
    parsed.atKey([...path, key]),
    'unknown-key',
    `${given}; a step has one of ${listed(allowed)}.`,
    { allowed, suggestion },
  )
  return undefined
}

/** Every id with its step's path, in the flow's order; the second use of an id is reported. */
function gatherIds(parsed: Parsed, report: Report): Map<string, Path> {
  const ids = new Map<string, Path>()
  let count = 0
  const walk = (path: Path): void => {
    const steps = valueAt(parsed.value, path)
    if (!Array.isArray(steps)) return
    if (depthOf(path) > NESTED_STEPS) {
      report.error(
        parsed.at(path),
        'too-deep',
        `Steps can be nested at most ${NESTED_STEPS} deep: use when: on single steps instead.`,
      )
      return
    }
    for (const [at, step] of steps.entries()) {
      if (!isTree(step)) continue
      const inner = [...path, at]
      count += 1
      if (count === STEPS_IN_A_FLOW + 1) {
        report.error(
          parsed.at(inner),
          'too-many',
          `A flow has at most ${STEPS_IN_A_FLOW} steps, nested ones included: split it.`,
        )
      }
      for (const { key, named } of STEP_KINDS) {
        const id = step[key]
        if (!named || typeof id !== 'string') continue
        const first = ids.get(id)
        if (first === undefined) ids.set(id, inner)
        else {
          const line = parsed.at(first).line
          report.error(
            parsed.at([...inner, key]),
            'duplicate-id',
            `The id \`${id}\` is used on line ${line} already: every step needs its own.`,
          )
        }
      }
      walk([...inner, 'then'])
      walk([...inner, 'else'])
    }
  }
  walk(['steps'])
  return ids
}

const depthOf = (path: Path): number => path.filter((key) => key === 'then' || key === 'else').length

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
    checkLengths(texts, questions, report)
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
