/** `hearback summary edit` and `refresh`: other words, and figures of today. */
import { readFile, writeFile } from 'node:fs/promises'
import { type Edit, editSummary, refreshSummary } from '../../outreach/edit-summary.ts'
import { nameOf } from '../../outreach/read-summary.ts'
import type { Refusal } from '../../outreach/summary.ts'
import { refused } from '../../outreach/summary.ts'
import { readSummaryFile, writeSummaryFile } from '../../outreach/summary-file.ts'
import { type Call, found, refuse, text, type Verb } from './verb.ts'

export const edit: Verb = {
  options: ['language', 'item', 'sentence', 'title', 'intro', 'to', 'from', 'by'],
  needs: ['language'],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary, words } = known
    const language = text(call, 'language') ?? ''
    const to = text(call, 'to')
    if (to !== undefined) {
      if (!words.languages.includes(language))
        return refuse(
          call,
          refused(`The summary is written in ${words.languages.join(', ')}; given: ${language}.`),
        )
      return await writeTo(call, to, writeSummaryFile(summary, language, nameOf(summary)))
    }
    const by = text(call, 'by')
    if (by === undefined) {
      call.io.err('--by is needed: whose words these are. See: hearback summary --help\n')
      return 2
    }
    const wanted = await editIn(call, language)
    if ('kind' in wanted) return refuse(call, wanted)
    const changed = await editSummary(call.database, summary, wanted, by, words, call.now)
    if ('kind' in changed) return refuse(call, changed)
    const again =
      summary.row.state === 'approved' ? ' It is a draft again: somebody else must approve it.' : ''
    call.io.out(`Changed.${again}\n`)
    return 0
  },
}

export const refresh: Verb = {
  options: ['by'],
  needs: ['by'],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary, published, words } = known
    const { database, now } = call
    const done = await refreshSummary(database, summary, published, text(call, 'by') ?? '', words, now)
    if ('kind' in done) return refuse(call, done)
    call.io.out(
      `Taken anew, with the sentences as proposed: ${done.moved.join(', ')}. It is a draft: read it again.\n`,
    )
    return 0
  },
}

async function writeTo({ io }: Call, path: string, content: string) {
  try {
    await writeFile(path, content)
  } catch {
    io.err(`It cannot be written: ${path}.\n`)
    return 1
  }
  io.out(`Written to ${path}. When it is changed: hearback summary edit … --from ${path}\n`)
  return 0
}

async function editIn(call: Call, language: string): Promise<Edit | Refusal> {
  const from = text(call, 'from')
  if (from !== undefined) {
    const content = await readFile(from, 'utf8').catch(() => undefined)
    return content === undefined ? refused(`It cannot be read: ${from}.`) : readSummaryFile(content, language)
  }
  const [item, sentence, title, intro] = (['item', 'sentence', 'title', 'intro'] as const).map((name) =>
    text(call, name),
  )
  if ((item === undefined) !== (sentence === undefined))
    return refused('--item, the number of a sentence, and --sentence, its new words, go together.')
  if (item !== undefined && !/^[1-9][0-9]*$/.test(item))
    return refused(`--item is the number of a sentence, from 1; given: ${item}.`)
  if (sentence === undefined && title === undefined && intro === undefined)
    return refused('Give --item and --sentence, --title, --intro, or --from with a file that --to wrote.')
  return {
    language,
    ...(title === undefined ? {} : { title }),
    ...(intro === undefined ? {} : { intro }),
    sentences: new Map(sentence === undefined ? [] : [[Number(item) - 1, sentence]]),
  }
}
