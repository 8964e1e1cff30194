/**
 * What people are told, in three languages side by side: `sentences.golden.md` is one table, for a native reader to go
 * through. `SENTENCES=update npx vitest run test/findings/sentences.test.ts` writes it anew. The invisible signs that keep
 * a value in its own direction are left out of it, and tested here.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tellerIn } from '../fixtures/told.ts'
import { SECTIONS } from './sentence-cases.ts'

const file = new URL('sentences.golden.md', import.meta.url)
const LANGUAGES = [
  ['en', 'English'],
  ['ar', 'Arabic'],
  ['ckb', 'Sorani'],
] as const
const tellers = new Map(LANGUAGES.map(([language]) => [language, tellerIn(language)]))

describe('sentences', () => {
  it('read as the reviewed table has them', () => {
    const table = goldenTable()
    if (process.env.SENTENCES === 'update') writeFileSync(file, table)
    expect(table).toBe(readFileSync(file, 'utf8'))
  })
})

function goldenTable(): string {
  const rows = SECTIONS.flatMap(({ title, cases }) => [
    [`**${title}**`, ...LANGUAGES.map(() => '')],
    ...cases.map(({ name, tell }) => [
      name,
      ...LANGUAGES.map(([language]) => {
        const teller = tellers.get(language)
        return teller === undefined ? '' : visible(tell(teller))
      }),
    ]),
  ])
  const header = ['case', ...LANGUAGES.map(([, name]) => name)]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return `${[
    '# Sentences as people get them',
    '',
    'Written by `SENTENCES=update npx vitest run test/findings/sentences.test.ts`; mend `locales/<language>/findings.json`, not this file.',
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
  ].join('\n')}\n`
}

const visible = (text: string) => text.replace(/[\u2066-\u2069]/g, '')
