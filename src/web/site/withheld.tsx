/** The questions whose figures are not shown, each with its reason. */
import { tellUnderQuestion } from '../../findings/tell-finding.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { questionPath } from './paths.ts'
import type { ToldRound } from './told-round.ts'

export function Withheld({ visit, asked, told }: { visit: Visit; asked: AskedFlow; told: ToldRound }) {
  const { programme, program, named } = asked
  const withheld = told.published.findings.filter(({ of, state }) => of.length === 0 && state === 'withheld')
  if (withheld.length === 0) return null
  return (
    <section class="card">
      <h2>{visit.say('withheld.title')}</h2>
      <p class="base">{visit.say('withheld.why')}</p>
      <ul class="withheld">
        {withheld.map((finding) => (
          <li>
            <a href={visit.to(questionPath(programme.id, program.flow, finding.question, { round: named }))}>
              {told.names.wording.topic(finding.question)}
            </a>{' '}
            <span class="soft">{tellUnderQuestion(told.names.teller, finding)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
