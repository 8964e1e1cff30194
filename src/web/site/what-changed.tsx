/** What moved since the round before: only what is more than chance. */
import { compareRounds } from '../../findings/compare-rounds.ts'
import { tellTrend } from '../../findings/tell-trend.ts'
import type { Trend } from '../../findings/trend.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import type { Names } from './names.ts'
import { questionPath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { readCompared } from './trend-section.tsx'

/** So many are listed, the largest first; the others stand on their questions' pages. */
const LISTED = 5

/**
 * Of everybody, the questions whose figures rose or fell from the last round with something to show to this one; a round
 * that is told of but has nothing to show has none.
 */
export async function readChanges(ports: SitePorts, asked: AskedFlow): Promise<readonly Trend[]> {
  const rounds = await readCompared(ports, asked, 2)
  const last = rounds.at(-1)
  if (rounds.length < 2 || last === undefined || last.round !== asked.chosen?.round.number) return []
  const { designEffect } = asked.programme
  const questions = last.findings.filter(({ of, state }) => of.length === 0 && state === 'shown')
  return questions
    .flatMap(({ question }) => compareRounds(rounds, question, [], { designEffect }) ?? [])
    .filter((trend) => trend.state !== 'refused' && sizeOf(trend) > 0)
    .toSorted((one, other) => sizeOf(other) - sizeOf(one))
    .slice(0, LISTED)
}

/** The largest change that is more than chance, in points. */
const sizeOf = ({ changes }: Trend): number =>
  Math.max(0, ...changes.map(({ changed, from, to }) => (changed ? Math.abs(to - from) : 0)))

export function WhatChanged(props: {
  visit: Visit
  names: Names
  asked: AskedFlow
  changes: readonly Trend[]
}) {
  const { visit, names, asked, changes } = props
  const { programme, program, named } = asked
  if (changes.length === 0) return null
  return (
    <section class="card" id="changes">
      <h2>{visit.say('changes.title')}</h2>
      <p class="base">{visit.say('changes.about')}</p>
      <ul class="withheld">
        {changes.map((trend) => (
          <li>
            {tellTrend(names.teller, trend)}{' '}
            <a
              href={visit.to(
                `${questionPath(programme.id, program.flow, trend.question, { round: named })}#trend`,
              )}
            >
              {visit.say('more')}
              <span class="hidden">: {names.wording.topic(trend.question)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
