/** What the columns of every file are called: one page for each language, for people who speak it to read through. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Program } from '../../src/flow/program.ts'
import { codebookTable } from '../../src/survey/export-codebook.ts'
import { answerColumns } from '../../src/survey/export-columns.ts'
import { feedbackTable } from '../../src/survey/export-feedback.ts'
import { findingsTable } from '../../src/survey/export-findings.ts'
import { talliesTable } from '../../src/survey/export-tallies.ts'
import type { TableColumn } from '../../src/survey/table.ts'
import { pulse } from '../fixtures/pulse.ts'
import { roundRow } from '../fixtures/round-row.ts'
import { exportTexts as texts } from '../support/export-texts.ts'

const programs: [Program, ...Program[]] = [pulse]
const languages = ['ar', 'en']
const round = roundRow({ number: 1, name: '2026' })

function headsIn(language: string): Readonly<Record<string, readonly TableColumn[]>> {
  const asked = { round, programs }
  const staff = {
    ...{ round, respondents: 0, leftOut: 0, weighting: { state: 'none' as const } },
    ...{ designEffect: 1, findings: [], programs },
  }
  return {
    answers: answerColumns({ programs, language, texts, round }),
    findings: findingsTable({
      rounds: [{ round, snapshot: null, findings: [], programs }],
      ...{ languages, language, texts },
    }).columns,
    tallies: talliesTable(staff, { languages, language, texts }).columns,
    codebook: codebookTable({ asked, rounds: [asked], languages, language, texts }).columns,
    // Nothing is read before its rows are.
    feedback: feedbackTable(undefined as never, { rounds: [], language, texts, without: [] }).columns,
  }
}

/** Core hashtags of HXL 1.1 that our files use; `#date` takes dates only and `#affected` numbers only. */
const HASHTAG = /^#(adm[1-5]|date|description|indicator|loc|meta|respondee)((\+[a-z][a-z0-9_]*)*)$/

it.each(['ar', 'ckb', 'en'])('columns in %s are called as the page for reviewers says', async (language) => {
  const pages = Object.entries(headsIn(language)).map(([kind, columns]) => {
    const lines = columns.map(({ id, label, hxl }) => `| ${id} | ${label} | ${hxl} |`)
    return [`## ${kind}`, '', '| column | label | HXL |', '|---|---|---|', ...lines, ''].join('\n')
  })
  const folder = join(import.meta.dirname, 'export-heads')
  mkdirSync(folder, { recursive: true })
  await expect(`# Columns of exported files, in ${language}\n\n${pages.join('\n')}`).toMatchFileSnapshot(
    join(folder, `${language}.md`),
  )
})

it('every column has a label, a hashtag of the standard, and a name of its own', () => {
  for (const columns of Object.values(headsIn('ckb'))) {
    for (const { label, hxl } of columns) {
      expect(label).not.toBe('')
      expect(hxl).toMatch(HASHTAG)
    }
    expect(new Set(columns.map(({ id }) => id)).size).toBe(columns.length)
  }
})
