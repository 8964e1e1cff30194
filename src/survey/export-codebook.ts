/**
 * What was asked, in every language, and how it changed from round to round: one row a question, and one below it for
 * each option, each answer that is none, and each part of its scale.
 */
import { routeText } from '../flow/condition-text.ts'
import type { Language, Program, Question } from '../flow/program.ts'
import { routesOf } from '../flow/route.ts'
import { baseOf, type CodebookSources, type Entry, entriesOf, settingsOf, wordingsOf } from './codebook.ts'
import { type Labels, labelsOf } from './export-labels.ts'
import { attribute, inLanguage } from './hxl.ts'
import { routingWords } from './routing-words.ts'
import type { Table, TableColumn, Value } from './table.ts'

export interface CodebookOptions extends CodebookSources {
  /** Of the row of labels. */
  readonly language: Language
}

export function codebookTable({ asked, rounds, languages, language, texts }: CodebookOptions): Table {
  const columns = columnsOf({ asked, rounds, languages, language, texts })
  const rows = entriesOf(asked.programs).map((entry) => columns.map((column) => column.value(entry)))
  return { columns, rows }
}

type EntryColumn = TableColumn & { value(entry: Entry): Value }

function columnsOf({ asked, rounds, languages, language, texts }: CodebookOptions): EntryColumn[] {
  const heading = (id: string) => texts.fill(`columns.${id}`, language)
  const plain = (id: string, hxl: string, value: EntryColumn['value']): EntryColumn => ({
    id,
    label: heading(id),
    hxl,
    value,
  })
  const onQuestion = (id: string, hxl: string, value: EntryColumn['value']): EntryColumn =>
    plain(id, hxl, (entry) => (entry.what === 'question' ? value(entry) : null))
  const labels = new Map(languages.map((one) => [one, labelsOf(asked.programs, one, texts)]))
  const inEach = (
    id: string,
    hxl: string,
    value: (entry: Entry, own: Labels, language: Language) => Value,
  ): EntryColumn[] =>
    [...labels].map(([one, own]) => ({
      id: `${id}_${one}`,
      label: `${heading(id)} (${one})`,
      hxl: `${hxl}${inLanguage(one)}`,
      value: (entry) => value(entry, own, one),
    }))
  const words = new Map(
    languages.map((one) => [one, memo((program: Program) => routingWords(program, one, texts))]),
  )
  const routes = memo(routesOf)
  const routeOf = ({ program, question }: Entry) => routes(program).get(question.id)
  const wordings = memo((question: Question) => wordingsOf(question.id, rounds))
  return [
    plain('question', '#indicator+code', ({ question }) => question.id),
    plain('what', '#meta+type', ({ what }) => what),
    plain('id', '#indicator+answer+code', ({ what, id }) => (what === 'question' ? null : id)),
    plain('missing_code', '#meta+missing+code', ({ code }) => code),
    onQuestion('kind', '#indicator+type', ({ question }) => question.kind),
    ...inEach('text', '#indicator+name', ({ what, question, id }, own) => {
      if (what === 'question') return own.question(question.id)
      return what === 'part' ? own.part(question.id, id) : own.option(question.id, id)
    }),
    ...inEach('hint', '#description+hint', ({ what, question }, own) =>
      what === 'question' ? own.hint(question.id) : null,
    ),
    onQuestion('settings', '#meta+settings', ({ question }) => settingsText(question)),
    plain('options', '#indicator+answer+list', ({ options }) =>
      options.length === 0 ? null : options.join(' '),
    ),
    ...inEach('asked_of', '#description+routing', (entry, _, one) => {
      const route = routeOf(entry)
      if (entry.what !== 'question' || route === undefined) return null
      return words.get(one)?.(entry.program).of(route) ?? null
    }),
    onQuestion('condition', '#meta+condition', (entry) => {
      const route = routeOf(entry)
      return route === undefined || route.length === 0 ? null : routeText(route, entry.program)
    }),
    ...inEach('base', '#description+base', ({ what, question }, _, one) =>
      what === 'question' ? texts.fill(`base.${baseOf(question)}`, one) : null,
    ),
    ...rounds.flatMap(({ round }, at): EntryColumn[] =>
      (['program', 'wording', 'change'] as const).map((part) => ({
        id: `${part}_${round.number}`,
        label: `${heading(part)} – ${heading('round')} ${round.number} (${round.name})`,
        hxl: `#meta+${part}+${attribute(`round${round.number}`)}`,
        value: ({ what, question }) => {
          const found = what === 'question' ? wordings(question)[at] : undefined
          if (found === undefined) return null
          return part === 'program' ? found.programs.join(' ') : found[part]
        },
      })),
    ),
  ]
}

/** `at_most: 3; alone: none`. */
function settingsText(question: Question): string | null {
  const parts = Object.entries(settingsOf(question)).map(([key, value]) => `${key}: ${value}`)
  return parts.length === 0 ? null : parts.join('; ')
}

/** Keeps what was made for an object. */
function memo<Key extends object, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new Map<Key, Made>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const fresh = make(key)
    made.set(key, fresh)
    return fresh
  }
}
