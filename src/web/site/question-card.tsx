/** One question's figures: its base, a bar an option, and what is not shown. */
import type { ShownFinding } from '../../findings/finding.ts'
import type { Wording } from '../../findings/wording.ts'
import { directionOf } from '../../language/direction.ts'
import { formatDate } from '../../language/format-date.ts'
import { formatNumber } from '../../language/format-number.ts'
import { isolate } from '../../language/isolate.ts'
import type { Frame } from '../layout/layout.tsx'

export function QuestionCard(props: {
  frame: Omit<Frame, 'title'>
  question: ShownFinding & { readonly at: number }
  wording: Wording
  /** When the page's snapshot was made; a question that is older says so. */
  snapshotAt: number
}) {
  const { frame, question, wording, snapshotAt } = props
  const { texts, language } = frame
  const number = (value: number) => formatNumber(value, language)
  const labels = (options: readonly string[]) =>
    listOf(
      options.map((option) => wording.option(question.question, option)),
      language,
    )
  const pooled = question.cells.some(({ options }) => options.length > 1)
  return (
    <section class="card">
      <h2>{wording.question(question.question)}</h2>
      <p class="base">
        {texts.fill('base', language, { people: number(question.base) }, question.base)}
        {question.at === snapshotAt
          ? ''
          : ` ${texts.fill('older', language, { date: formatDate(question.at, language) })}`}
      </p>
      {question.numbers ? (
        <>
          <p class="middle">{number(question.numbers.median)}</p>
          <p>{texts.fill('median', language, { median: number(question.numbers.median) })}</p>
          {question.numbers.lowerQuartile === undefined ||
          question.numbers.upperQuartile === undefined ? null : (
            <p>
              {texts.fill('quartiles', language, {
                low: number(question.numbers.lowerQuartile),
                high: number(question.numbers.upperQuartile),
              })}
            </p>
          )}
        </>
      ) : (
        <ul class="bars">
          {question.cells.map(({ options, percent }) => (
            <li>
              <span>
                {labels(options)}
                {options.length > 1 ? ` ${texts.fill('together', language)}` : ''}
              </span>
              <span class="value">{percentText(percent, language)}</span>
              <Bar percent={percent} language={language} pooled={options.length > 1} />
            </li>
          ))}
        </ul>
      )}
      {question.kind === 'choose_many' ? <p class="note">{texts.fill('several', language)}</p> : null}
      {pooled ? <p class="note">{texts.fill('pooled', language)}</p> : null}
      {question.hidden.length > 0 ? (
        <p class="note">{texts.fill('hidden', language, { options: labels(question.hidden) })}</p>
      ) : null}
      {question.nonanswers === null ? null : (
        <p class="note">
          {texts.fill('nonanswers', language, { people: number(question.nonanswers) }, question.nonanswers)}
        </p>
      )}
    </section>
  )
}

/** Drawn from the side where the language begins to read: anchors are physical, so they are chosen here. */
function Bar({ percent, language, pooled }: { percent: number; language: string; pooled: boolean }) {
  const x = directionOf(language) === 'rtl' ? 100 - percent : 0
  return (
    <svg aria-hidden="true" focusable="false">
      <rect class={pooled ? 'pool' : 'fill'} x={`${x}%`} y="0" width={`${percent}%`} height="100%" />
    </svg>
  )
}

/** Right to left the sign stands left of the digits; isolated by its first strong letter, of which there is none, it would not. */
function percentText(percent: number, language: string): string {
  const number = formatNumber(percent, language)
  return directionOf(language) === 'rtl' ? `\u2067${number}٪\u2069` : isolate(`${number}%`)
}

/** Names side by side: a comma list needs no "and", which Intl does not know in Sorani. */
const listOf = (names: readonly string[], language: string): string =>
  names.map(isolate).join(directionOf(language) === 'rtl' ? '، ' : ', ')
