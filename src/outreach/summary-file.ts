/**
 * The words of a summary in one language as a text file, for whoever would rather edit a file than a command:
 *
 *   # a line that is not read
 *   [title]
 *   …
 *   [intro]
 *   …
 *   [1] safe_now?place=basra
 *   …
 */
import { keyOf } from '../findings/finding.ts'
import type { Language } from '../flow/program.ts'
import type { Edit } from './edit-summary.ts'
import { type Refusal, refused, type Summary } from './summary.ts'
import { figuresIn } from './summary-checks.ts'

/** `name`: what the summary is found by. */
export function writeSummaryFile({ body }: Summary, language: Language, name: string): string {
  const { titles, intros, items } = body
  return [
    `# Summary ${name} in ${language}. Change the words, not the lines in brackets. Lines that begin with # are not read.`,
    '# Each sentence must keep its main figure, and how many answered.',
    '',
    '[title]',
    titles[language] ?? '',
    '',
    '[intro]',
    intros[language] ?? '',
    ...items.flatMap(({ finding, sentences }, index) => [
      '',
      `[${index + 1}] ${keyOf(finding)}`,
      `# ${figuresIn(finding)}`,
      sentences[language] ?? '',
    ]),
    '',
  ].join('\n')
}

/** Refused with the line that cannot be read. Nothing is checked yet. */
export function readSummaryFile(text: string, language: Language): Edit | Refusal {
  const parts = new Map<string, string[]>()
  let current: string[] | undefined
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.startsWith('#')) continue
    const heading = /^\[(title|intro|[0-9]+)\]/.exec(line)
    if (heading !== null) {
      const name = heading[1] ?? ''
      if (parts.has(name)) return refused(`Line ${index + 1}: [${name}] stands there twice.`)
      current = []
      parts.set(name, current)
    } else if (current !== undefined) current.push(line)
    else if (line.trim() !== '')
      return refused(`Line ${index + 1} stands before the first line in brackets, such as [title].`)
  }
  if (parts.size === 0) return refused('The file has no lines in brackets, such as [title] or [1].')
  const joined = (name: string) => parts.get(name)?.join(' ').trim()
  const [title, intro] = [joined('title'), joined('intro')]
  const sentences = new Map(
    [...parts.keys()]
      .filter((name) => /^[0-9]+$/.test(name))
      .map((name) => [Number(name) - 1, joined(name) ?? '']),
  )
  return {
    language,
    ...(title === undefined ? {} : { title }),
    ...(intro === undefined ? {} : { intro }),
    sentences,
  }
}
