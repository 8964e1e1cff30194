/** Reads FLOWS_DIR and LOCALES_DIR from disk and compiles every flow of every programme. */
import { createHash } from 'node:crypto'
import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from '../flow/compile.ts'
import { createReport, type Diagnostic, listed, type Report } from '../flow/diagnostic.ts'
import { readAs } from '../flow/explain.ts'
import { analysisOf, programmeSchema } from '../flow/flow-schema.ts'
import { type Parsed, parseYaml, type Source } from '../flow/parsed.ts'
import { readPlaces } from '../flow/places.ts'
import type { Language, Place, Program } from '../flow/program.ts'
import type { Programme } from '../flow/programme.ts'
import { suggest } from '../flow/suggest.ts'
import { checkBuiltInTexts } from './built-in-texts.ts'
import { checkAnalysis } from './check-analysis.ts'
import { checkKeywords } from './keywords.ts'

export interface Programmes {
  /** Those whose programme.yaml can be read; a broken flow is left out of its programme. */
  readonly programmes: readonly Programme[]
  /** A server refuses to start when there is any error among them. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface Folders {
  readonly flowsDir: string
  readonly localesDir: string
}

/** Never throws: missing folders and files that cannot be read are diagnostics too. */
export function readProgrammes(folders: Folders): Programmes {
  const report = createReport()
  const diagnostics: Diagnostic[] = []
  const programmes: Programme[] = []
  const entries = list(folders.flowsDir, report) ?? []
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue
    const programme = readProgramme(entry.name, folders, report, diagnostics)
    if (programme !== undefined) programmes.push(programme)
  }
  if (entries.length > 0 && !entries.some((entry) => entry.isDirectory())) {
    report.error(
      start(folders.flowsDir),
      'no-programme',
      'There is no programme here: a programme is a folder with a programme.yaml.',
    )
  }
  const languages = new Set(programmes.flatMap((programme) => programme.languages))
  const builtIn = (language: Language, name: string) => join(folders.localesDir, language, `${name}.json`)
  checkBuiltInTexts(
    [...languages],
    {
      read: (language, name) =>
        readSource(
          builtIn(language, name),
          report,
          `The built-in texts ${name}.json in ${language} are missing`,
        ),
      has: (name) => existsSync(builtIn('en', name)),
    },
    report,
  )
  return { programmes, diagnostics: [...diagnostics, ...report.diagnostics] }
}

function readProgramme(
  name: string,
  { flowsDir, localesDir }: Folders,
  report: Report,
  diagnostics: Diagnostic[],
): Programme | undefined {
  const folder = join(flowsDir, name)
  const names = (list(folder, report) ?? []).map((entry) => entry.name)
  const head = readHead(name, folder, report)
  if (head === undefined) return undefined
  const { parsed, values } = head
  const { languages, levels = [] } = values
  const places = readProgrammePlaces(folder, names, levels, languages, parsed, report)
  for (const language of languages) {
    if (values.name[language] !== undefined) continue
    report.error(
      parsed.at(['name']),
      'missing-text',
      `The programme has no name in ${language}: add it under name.`,
    )
  }

  const programs: Program[] = []
  const titles: Record<string, Readonly<Record<Language, string>>> = {}
  const keywords: Record<string, Readonly<Record<Language, readonly string[]>>> = {}
  const flows = names.filter((file) => /\.ya?ml$/.test(file) && !/^programme\.ya?ml$/.test(file))
  for (const file of flows) {
    const flow = file.replace(/\.ya?ml$/, '')
    const yaml = readSource(join(folder, file), report, 'This flow cannot be read')
    if (!isFlowName(flow, join(folder, file), report) || yaml === undefined) continue
    const texts: Record<Language, Source> = {}
    for (const language of languages) {
      const path = join(localesDir, language, name, `${flow}.json`)
      const source = readIfThere(path)
      if (source !== undefined) texts[language] = source
    }
    const compiled = compile({ programme: name, flow, yaml, languages, levels, places, texts, hash })
    diagnostics.push(...inFolder(compiled.diagnostics, localesDir))
    titles[flow] = compiled.titles
    keywords[flow] = compiled.keywords
    if (compiled.program !== undefined) programs.push(compiled.program)
  }
  const flowNames = flows.map((file) => file.replace(/\.ya?ml$/, ''))
  reportStrayTexts(name, flowNames, localesDir, report)
  checkKeywords(keywords, (flow) => join(folder, `${flow}.yaml`), report)
  if (!Object.hasOwn(titles, values.start)) {
    const allowed = Object.keys(titles)
    report.error(
      parsed.at(['start']),
      'unknown-flow',
      `start names the flow \`${values.start}\`, and the programme has ${listed(allowed, 'and')}.`,
      {
        allowed,
        suggestion: suggest(values.start, allowed),
      },
    )
  }
  checkAnalysis(values, { parsed, programs, places, levels, flows: flowNames, report })
  return {
    name,
    names: values.name,
    languages,
    start: values.start,
    levels,
    places,
    programs,
    titles,
    keywords,
    analysis: analysisOf(values),
    ...(values.follow_up === undefined ? {} : { followUp: values.follow_up }),
  }
}

function readHead(name: string, folder: string, report: Report) {
  const file = join(folder, 'programme.yaml')
  if (!isFlowName(name, folder, report)) return undefined
  const source = readSource(
    file,
    report,
    'A programme needs a programme.yaml, with name, languages, levels and start',
  )
  const parsed = source && parseYaml(source, report)
  const values = parsed && readAs(programmeSchema, parsed, [], report)
  return parsed && values && { parsed, values }
}

function readProgrammePlaces(
  folder: string,
  names: readonly string[],
  levels: readonly string[],
  languages: readonly Language[],
  parsed: Parsed,
  report: Report,
): Place[] {
  const file = join(folder, 'places.csv')
  if (levels.length === 0) {
    if (names.includes('places.csv')) {
      report.error(
        parsed.at([]),
        'missing-key',
        'There is a places.csv, but no `levels` here: name its levels, widest first.',
      )
    }
    return []
  }
  const source = readSource(file, report, 'programme.yaml names levels, so a places.csv is needed')
  return source === undefined ? [] : readPlaces(source, levels, languages, report)
}

/** `<programme>_<flow>` is a /start payload: Telegram takes these characters only, and 64 of them in all. */
function isFlowName(name: string, file: string, report: Report): boolean {
  if (/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) return true
  report.error(
    start(file),
    'wrong-form',
    `\`${name}\` cannot be a name: use small letters, digits and -, at most 31.`,
  )
  return false
}

/** A file of texts that belongs to no flow is most often a misspelt name. */
function reportStrayTexts(
  programme: string,
  flows: readonly string[],
  localesDir: string,
  report: Report,
): void {
  for (const language of listQuietly(localesDir)) {
    if (!language.isDirectory()) continue
    const folder = join(localesDir, language.name, programme)
    for (const { name } of listQuietly(folder)) {
      const flow = name.replace(/\.json$/, '')
      if (!name.endsWith('.json') || flows.includes(flow)) continue
      report.error(
        start(join(folder, name)),
        'unused-text',
        `There is no flow \`${flow}\` in ${programme}, so these texts are never shown.`,
        {
          allowed: flows,
          suggestion: suggest(flow, flows),
        },
      )
    }
  }
}

/** The compiler names a missing file as if LOCALES_DIR were `locales`. */
function inFolder(diagnostics: readonly Diagnostic[], localesDir: string): Diagnostic[] {
  return diagnostics.map((diagnostic) =>
    diagnostic.code === 'missing-file'
      ? { ...diagnostic, file: join(localesDir, diagnostic.file.replace(/^locales\//, '')) }
      : diagnostic,
  )
}

function readSource(file: string, report: Report, trouble: string): Source | undefined {
  try {
    return { file, text: readFileSync(file, 'utf8') }
  } catch (error) {
    report.error(start(file), 'missing-file', `${trouble} (${reasonOf(error)}).`)
    return undefined
  }
}

function readIfThere(file: string): Source | undefined {
  try {
    return { file, text: readFileSync(file, 'utf8') }
  } catch {
    return undefined
  }
}

function list(folder: string, report: Report): Dirent[] | undefined {
  try {
    return byName(readdirSync(folder, { withFileTypes: true }))
  } catch (error) {
    report.error(start(folder), 'missing-file', `This folder cannot be read (${reasonOf(error)}).`)
    return undefined
  }
}

function listQuietly(folder: string): Dirent[] {
  try {
    return byName(readdirSync(folder, { withFileTypes: true }))
  } catch {
    return []
  }
}

const byName = (entries: Dirent[]): Dirent[] => entries.sort((a, b) => (a.name < b.name ? -1 : 1))

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  EACCES: 'reading it is not allowed',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is not a folder',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}

const start = (file: string) => ({ file, line: 1, column: 1 })

/** How programs and wordings are hashed: 12 characters of base64url over the SHA-256. */
export const hash = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 12)
