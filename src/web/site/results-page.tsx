/** A round's results: how many answered, what that can and cannot say, and a list of bars a question. */

import { titleOf, wordingOf } from '../../findings/wording.ts'
import type { Program } from '../../flow/program.ts'
import { formatDate } from '../../language/format-date.ts'
import { formatNumber } from '../../language/format-number.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Results } from '../../survey/results.ts'
import { type Frame, Layout, linkWith } from '../layout/layout.tsx'
import type { ProgrammeOnSite } from './ports.ts'
import { QuestionCard } from './question-card.tsx'

export function ResultsPage(props: {
  frame: Omit<Frame, 'title'>
  programme: ProgrammeOnSite
  program: Program
  /** Null: the survey never had a round. */
  results: Results | null
}) {
  const { frame, programme, program, results } = props
  const { texts, language } = frame
  const title = titleOf(program, language)
  const chat = `/chat/${programme.id}/${program.flow}?lang=${language}`
  const round = results?.round ?? null
  return (
    <Layout frame={{ ...frame, title: `${title} – ${texts.fill('results', language)}` }}>
      <p class="eyebrow">
        {programme.names[language] ?? programme.names[programme.languages[0]] ?? programme.id}
      </p>
      <h1>{title}</h1>
      {round === null ? null : <p class="soft">{roundName(round, frame)}</p>}
      {round?.made_up ? (
        <p class="made-up" role="note">
          <strong>{texts.fill('made_up.title', language)}</strong> {texts.fill('made_up.text', language)}
        </p>
      ) : null}
      {results?.snapshot ? (
        <Figures frame={frame} results={results} snapshot={results.snapshot} program={program} />
      ) : (
        <Empty frame={frame} chat={chat} open={round?.state === 'open'} />
      )}
      {results === null ? null : <Rounds frame={frame} results={results} />}
      {results?.snapshot && round?.state === 'open' ? (
        <p class="links">
          <a class="button" href={chat}>
            {texts.fill('take_part', language)}
          </a>
        </p>
      ) : null}
    </Layout>
  )
}

function Figures(props: {
  frame: Omit<Frame, 'title'>
  results: Results
  snapshot: NonNullable<Results['snapshot']>
  program: Program
}) {
  const { frame, results, snapshot, program } = props
  const { texts, language } = frame
  const programs = results.programs.length > 0 ? results.programs : [program]
  const wording = wordingOf(programs, language, texts.fill('unlisted', language))
  const shown = snapshot.findings.flatMap((one) => (one.state === 'shown' ? [one] : []))
  const withheld = snapshot.findings.flatMap((one) => (one.state === 'withheld' ? [one] : []))
  const people = formatNumber(snapshot.respondents, language)
  const date = formatDate(snapshot.at, language)
  return (
    <>
      <p class="lead">
        <b>{people}</b> <span>{texts.fill('people_answered', language, { date }, snapshot.respondents)}</span>
      </p>
      <div class="caveat">
        <p>{texts.fill('caveat', language)}</p>
      </div>
      {shown.map((question) => (
        <QuestionCard frame={frame} question={question} wording={wording} snapshotAt={snapshot.at} />
      ))}
      {withheld.length === 0 ? null : (
        <section class="card">
          <h2>{texts.fill('withheld.title', language)}</h2>
          <p class="base">{texts.fill('withheld.why', language)}</p>
          <ul class="withheld">
            {withheld.map(({ question, reason }) => (
              <li>
                {wording.question(question)}{' '}
                <span class="soft">{texts.fill(`withheld.${reason}`, language)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p class="note">{texts.fill('rounding', language)}</p>
    </>
  )
}

function Empty(props: { frame: Omit<Frame, 'title'>; chat: string; open: boolean }) {
  const { texts, language } = props.frame
  return (
    <section class="card">
      <h2>{texts.fill('empty.title', language)}</h2>
      <p>{texts.fill(props.open ? 'empty.open' : 'empty.closed', language)}</p>
      {props.open ? (
        <p class="links">
          <a class="button" href={props.chat}>
            {texts.fill('take_part', language)}
          </a>
        </p>
      ) : null}
    </section>
  )
}

function Rounds(props: { frame: Omit<Frame, 'title'>; results: Results }) {
  const { frame, results } = props
  if (results.rounds.length < 2) return null
  return (
    <nav class="rounds" aria-labelledby="rounds">
      <h2 id="rounds">{frame.texts.fill('rounds', frame.language)}</h2>
      <ul class="row">
        {results.rounds.map((round) => (
          <li>
            <a
              href={linkWith(frame.url, 'round', String(round.number))}
              aria-current={round.id === results.round.id ? 'page' : undefined}
            >
              {roundName(round, frame)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function roundName({ number, name }: RoundRow, { texts, language }: Omit<Frame, 'title'>): string {
  const count = formatNumber(number, language)
  const year = /^[0-9]{4}$/.test(name) ? digitsIn(name, language) : name
  const month = /^([0-9]{4})-(0[1-9]|1[0-2])$/.exec(name)
  const spoken =
    month === null ? year : formatDate(Date.UTC(Number(month[1]), Number(month[2]) - 1), language, 'month')
  return texts.fill('round', language, { number: count, name: spoken })
}

/** A year takes the language's digits but no mark between thousands. */
const digitsIn = (text: string, language: string): string =>
  [...text].map((digit) => formatNumber(Number(digit), language)).join('')
