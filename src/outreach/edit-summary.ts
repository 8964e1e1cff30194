/** Changes the words of a summary, or takes its findings anew. An approved one becomes a draft again. */
import { keyOf } from '../findings/finding.ts'
import type { Language } from '../flow/program.ts'
import type { Database } from '../store/database.ts'
import { changeSummary } from '../store/summaries.ts'
import type { PublishedRound } from '../survey/published.ts'
import { proposedItem, sourceOf } from './draft-summary.ts'
import { whyWithheld } from './pick-findings.ts'
import { movedItems, type Refusal, refused, type Summary, type SummaryBody } from './summary.ts'
import { textFaults } from './summary-checks.ts'
import type { SummaryWords } from './summary-words.ts'

/** New words in one language; what is left out stays. */
export interface Edit {
  readonly language: Language
  readonly title?: string
  readonly intro?: string
  /** By place among the items, from 0. */
  readonly sentences?: ReadonlyMap<number, string>
}

/** All of it or nothing: refused when a number of it is none of its finding's, or its main figure is gone. */
export async function editSummary(
  database: Database,
  summary: Summary,
  edit: Edit,
  by: string,
  words: SummaryWords,
  now: number,
): Promise<Summary | Refusal> {
  const closed = cannotChange(summary)
  if (closed !== undefined) return closed
  const { language, title, intro, sentences = new Map<number, string>() } = edit
  if (!words.languages.includes(language))
    return refused(`The summary is written in ${words.languages.join(', ')}; given: ${language}.`)
  const { body } = summary
  const beyond = [...sentences.keys()].find((index) => body.items[index] === undefined)
  if (beyond !== undefined)
    return refused(`The summary has sentences 1 to ${body.items.length}; given: ${beyond + 1}.`)
  const next: SummaryBody = {
    ...body,
    titles: title === undefined ? body.titles : { ...body.titles, [language]: oneLine(title) },
    intros: intro === undefined ? body.intros : { ...body.intros, [language]: oneLine(intro) },
    items: body.items.map((item, index) => {
      const sentence = sentences.get(index)
      return sentence === undefined
        ? item
        : { ...item, sentences: { ...item.sentences, [language]: oneLine(sentence) } }
    }),
    editedBy: by,
  }
  const unreadable = [title, intro, ...sentences.values()].find(
    (text) => text !== undefined && !isPlain(text),
  )
  if (unreadable !== undefined) return refused('The text holds characters that cannot be stored or shown.')
  const faults = textFaults({ ...summary, body: next }, language, words)
  if (faults.length > 0) return refused(faults.join('\n'))
  const changed = changes(body, next, language)
  if (changed.length === 0) return refused('Nothing is changed by that.')
  return await save(database, summary, next, {
    by,
    now,
    action: 'summary.edit',
    detail: { language, changed },
  })
}

/**
 * Takes what is published now in place of findings that moved, with new sentences in every language; edited sentences of
 * findings that did not move stay.
 */
export async function refreshSummary(
  database: Database,
  summary: Summary,
  published: PublishedRound,
  by: string,
  words: SummaryWords,
  now: number,
): Promise<{ readonly summary: Summary; readonly moved: readonly string[] } | Refusal> {
  const closed = cannotChange(summary)
  if (closed !== undefined) return closed
  const { body } = summary
  const moved = movedItems(body.items, published.findings)
  const gone = moved.find((one) => one.now === undefined || one.now.state === 'withheld')
  if (gone !== undefined) {
    const why = gone.now?.state === 'withheld' ? `: ${whyWithheld(gone.now)}` : ''
    return refused(
      `${keyOf(gone.item.finding)} is not published any more${why}. Withdraw this summary and draft another.`,
    )
  }
  const next: SummaryBody = {
    ...body,
    snapshot: published.snapshot?.number ?? body.snapshot,
    programs: published.programs.map(({ hash }) => hash),
    items: body.items.map((item) => {
      const found = moved.find((one) => one.item === item)?.now
      return found?.state === 'shown' ? proposedItem(found, words) : item
    }),
    editedBy: by,
  }
  const keys = moved.map(({ item }) => keyOf(item.finding))
  if (keys.length === 0) return refused('No finding of it has moved: there is nothing to refresh.')
  const saved = await save(database, summary, next, {
    ...{ by, now, action: 'summary.refresh', detail: { moved: keys, ...sourceOf(next) } },
  })
  return 'kind' in saved ? saved : { summary: saved, moved: keys }
}

function cannotChange({ row }: Summary): Refusal | undefined {
  if (row.state === 'shared')
    return refused('It has been shared, and what people were told stands. Withdraw it and draft another.')
  return row.state === 'withdrawn' ? refused('It was withdrawn. Draft another.') : undefined
}

interface Deed {
  readonly by: string
  readonly now: number
  readonly action: string
  readonly detail: object
}

async function save(
  database: Database,
  summary: Summary,
  body: SummaryBody,
  { by, now, action, detail }: Deed,
): Promise<Summary | Refusal> {
  const change = { state: 'draft' as const, body, approved_by: null, approved_at: null }
  const deed = { at: now, actor: by, action, subject: summary.row.id, detail }
  if (!(await changeSummary(database, summary.row, change, deed))) return meanwhile()
  return { ...summary, row: { ...summary.row, ...change }, body }
}

/** Another command was quicker. */
export const meanwhile = (): Refusal =>
  refused('Somebody changed it at the same moment. Look at it again: hearback summary show')

/** What was changed, for the record. */
function changes(before: SummaryBody, after: SummaryBody, language: Language) {
  const pairs = [
    { what: 'title', from: before.titles[language], to: after.titles[language] },
    { what: 'intro', from: before.intros[language], to: after.intros[language] },
    ...after.items.map(({ finding, sentences }, index) => ({
      what: keyOf(finding),
      from: before.items[index]?.sentences[language],
      to: sentences[language],
    })),
  ]
  return pairs.filter(({ from, to }) => from !== to)
}

const oneLine = (text: string) => text.trim().replace(/\s+/g, ' ')

/** No NUL, which PostgreSQL cannot store, nor half a character. */
const isPlain = (text: string): boolean => !/[\u0000-\u0008\u000E-\u001F\u007F]|\p{Surrogate}/u.test(text)
