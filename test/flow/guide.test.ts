/** Every example in the guide is compiled, so that nobody learns a language that does not exist. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isMap, parseDocument } from 'yaml'
import { compile } from '../../src/flow/compile.ts'
import { createReport } from '../../src/flow/diagnostic.ts'
import { readAs } from '../../src/flow/explain.ts'
import { flowJsonSchema, programmeSchema } from '../../src/flow/flow-schema.ts'
import { parseYaml } from '../../src/flow/parsed.ts'
import { readPlaces } from '../../src/flow/places.ts'
import { hash } from '../../src/programmes/read-programmes.ts'

const guide = readFileSync(resolve(import.meta.dirname, '../../docs/flow-language.md'), 'utf8')

/** The fenced blocks whose info string is this. */
const blocks = (info: string): string[] =>
  [...guide.matchAll(/^```([^\n]*)\n([\s\S]*?)^```/gm)]
    .filter(([, given]) => given === info)
    .map(([, , text = '']) => text)

const one = (info: string): string => {
  const [text] = blocks(info)
  if (text === undefined) throw new Error(`The guide has no block ${info}`)
  return text
}

const report = createReport()
const places = readPlaces(
  { file: 'places.csv', text: one('csv places') },
  ['governorate', 'district'],
  ['en', 'ar'],
  report,
)

const village = (yaml: string, texts: Record<string, string>) =>
  compile({
    programme: 'village',
    flow: 'water',
    yaml: { file: 'flows/village/water.yaml', text: yaml },
    languages: ['en', 'ar'],
    levels: ['governorate', 'district'],
    places,
    texts: Object.fromEntries(
      Object.entries(texts).map(([language, text]) => [language, { file: `${language}.json`, text }]),
    ),
    hash,
  })

describe('the guide’s programme', () => {
  const texts = { en: one('json texts en'), ar: one('json texts ar') }

  it('compiles without a complaint', () => {
    const parsed = parseYaml({ file: 'programme.yaml', text: one('yaml programme') }, report)
    expect(parsed && readAs(programmeSchema, parsed, [], report)).toMatchObject({
      start: 'water',
      languages: ['en', 'ar'],
    })
    expect(report.diagnostics).toEqual([])
    expect(places).toHaveLength(5)
    expect(village(one('yaml flow'), texts).diagnostics).toEqual([])
  })

  it('can have every line of programme.yaml that the guide shows', () => {
    const own = createReport()
    const parsed = parseYaml({ file: 'programme.yaml', text: blocks('yaml programme').join('') }, own)
    expect(parsed && readAs(programmeSchema, parsed, [], own)).toMatchObject({ weights: { trim: 5 } })
    expect(own.diagnostics).toEqual([])
    for (const key of Object.keys(programmeSchema.shape)) expect(guide).toContain(`\`${key}\``)
  })

  it('gives the mistake that the guide shows, word for word', () => {
    const [shown = ''] = one('text mistakes').split('\n')
    const { diagnostics } = village(one('yaml flow').replace('when: water', 'wen: water'), texts)
    const lines = diagnostics.map(
      ({ file, line, column, severity, message, code }) =>
        `${file}:${line}:${column} ${severity}  ${message}  (${code})`,
    )
    expect(lines).toContain(shown)
  })
})

/** What the fragments and conditions of the guide speak of, asked before them. */
const before = `
  - consent: notice
  - ask: adult
    choose: [yes, no]
  - ask: district
    place: district
  - ask: safe_now
    choose: [safe, unsafe, very_unsafe]
    also: [dont_know]
  - ask: worries
    choose_many: [theft, clashes]
  - ask: household
    number: { min: 1, max: 60, whole: true }
  - ask: wish
    text: { max: 500 }
    optional: true`

/** Mistakes in the logic alone: the fragments have no texts. */
const mistakes = (steps: string) =>
  village(`title: Fragment\nsteps:${before}\n${steps}`, { en: '{}', ar: '{}' })
    .diagnostics.filter(
      ({ severity, code }) => severity === 'error' && !['missing-text', 'missing-plural'].includes(code),
    )
    .map(({ message }) => message)

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ')

describe('the guide’s fragments', () => {
  it.each(blocks('yaml steps').map((text) => [text.split('\n')[0], text]))('%s …', (_, text = '') => {
    expect(mistakes(indented(text))).toEqual([])
  })

  it('are all of them found', () => {
    expect(blocks('yaml steps').length).toBe(10)
    const known =
      /^(?:yaml steps|yaml flow|yaml programme|csv places|json texts (?:en|ar)|text mistakes|json|sh|yaml|)$/
    for (const [, info] of guide.matchAll(/^```([^\n]*)\n[\s\S]*?^```/gm)) expect(info).toMatch(known)
  })
})

describe('the guide’s conditions', () => {
  const section = guide.slice(guide.indexOf('## Conditions'), guide.indexOf('## Texts'))
  const conditions = [...section.matchAll(/^\| `((?:[^`|]|\\\|)+)` \| .*\|$/gm)].map(([, cell = '']) =>
    cell.replaceAll('\\|', '|'),
  )

  it.each(conditions)('%s', (condition) => {
    expect(mistakes(`  - say: then\n    when: ${condition}\n`)).toEqual([])
  })

  it('are all of them found', () => {
    expect(conditions.length).toBe(14)
  })
})

describe('the guide’s tables', () => {
  it('name every key that a flow can have', () => {
    const keys = new Set<string>()
    JSON.stringify(flowJsonSchema(), (key, value: unknown) => {
      if (key === 'properties') for (const name of Object.keys(Object(value))) keys.add(name)
      return value
    })
    expect(keys.size).toBeGreaterThan(15)
    for (const key of keys) expect(guide, key).toMatch(new RegExp(`\\b${key}\\b`))
  })

  it('are YAML and JSON that parse', () => {
    for (const text of blocks('json')) expect(() => JSON.parse(text)).not.toThrow()
    for (const text of blocks('yaml'))
      expect(isMap(parseDocument(text).contents) || text.startsWith('#')).toBe(true)
  })
})
