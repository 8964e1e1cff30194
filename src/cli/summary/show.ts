/** `hearback summary show`: the text as people will get it, and what the checks say of it. */
import { writeFile } from 'node:fs/promises'
import { keyOf } from '../../findings/finding.ts'
import { checksOf, figuresIn } from '../../outreach/summary-checks.ts'
import { pictureOf } from '../../outreach/summary-picture.ts'
import { summaryText } from '../../outreach/summary-text.ts'
import { line } from './list.ts'
import { found, text, type Verb } from './verb.ts'

export const show: Verb = {
  options: ['language', 'picture', 'json'],
  needs: [],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary, published, words } = known
    const { io, given } = call
    const wanted = text(call, 'language')
    const languages = words.languages.filter((language) => wanted === undefined || language === wanted)
    if (languages.length === 0) {
      io.err(`The summary is written in ${words.languages.join(', ')}; given: ${wanted}.\n`)
      return 1
    }
    const file = text(call, 'picture')
    if (file !== undefined) {
      const [language] = languages
      const { bytes } = await pictureOf(summary, language ?? words.languages[0], words)
      await writeFile(file, bytes)
      io.err(`The picture in ${language} is in ${file} (${Math.ceil(bytes.length / 1024)} kB).\n`)
    }
    const checks = checksOf(summary, published, words)
    const texts = languages.map((language) => ({ language, text: summaryText(summary, language, words) }))
    if (given.json === true) {
      const { row, round, body } = summary
      io.out(`${JSON.stringify({ ...row, round: { ...round }, body, texts, ...checks }, null, 2)}\n`)
      return checks.faults.length === 0 ? 0 : 1
    }
    io.out(`${line(summary)}\n`)
    for (const { language, text: told } of texts) io.out(`\n── ${language} ──\n${told}\n`)
    io.out('\n── what it tells ──\n')
    for (const [index, { finding }] of summary.body.items.entries())
      io.out(`${index + 1}. ${keyOf(finding)}: ${figuresIn(finding)}\n`)
    io.out('\n── checks ──\n')
    for (const fault of checks.faults) io.out(`✗ ${fault}\n`)
    for (const note of checks.notes) io.out(`! ${note}\n`)
    if (checks.faults.length === 0)
      io.out(
        '✓ Every number is one that its finding yields, and every finding is published as it was picked.\n',
      )
    return checks.faults.length === 0 ? 0 : 1
  },
}
