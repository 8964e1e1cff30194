/** How people were asked, what the figures mean, and what is never shown. */
import { tellCoverage, tellWeighting } from '../../findings/tell-flags.ts'
import { titleOf } from '../../findings/wording.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow } from './asked-flow.ts'
import { Crumbs } from './crumbs.tsx'
import { Downloads } from './downloads.tsx'
import { flowFrame, programmeName } from './flow-frame.ts'
import { methodPath, programmePath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { type AskedRound, QuestionWordings, readAskedRounds } from './question-wordings.tsx'
import { RoundLinks } from './round-links.tsx'
import { roundName } from './round-name.ts'
import type { OpenPage } from './serve-page.tsx'
import { readToldRound, type ToldRound } from './told-round.ts'

export async function openMethodPage(
  ports: SitePorts,
  asked: { programme: string; flow: string; round: string | undefined },
): Promise<OpenPage | undefined> {
  const found = await findFlow(ports, asked.programme, asked.flow, asked.round)
  if (found === undefined) return undefined
  const { programme, program, named } = found
  return {
    address: methodPath(programme.id, program.flow, named),
    languages: program.languages,
    stamp: found.stamp,
    draw: async (visit) => {
      const [told, rounds] = [await readToldRound(visit, ports, found), await readAskedRounds(ports, found)]
      return page(visit, found, told, rounds)
    },
  }
}

/** Keys of site.json under `method`, each with a heading and paragraphs. */
const SECTIONS = ['asking', 'figures', 'hidden', 'groups', 'trends', 'caution'] as const

function page(visit: Visit, asked: AskedFlow, told: ToldRound | null, rounds: readonly AskedRound[]): Page {
  const { programme, program, chosen } = asked
  const title = titleOf(program, visit.language)
  const weighting = told?.snapshot ? tellWeighting(told.names.teller, told.snapshot.weighting) : undefined
  return {
    ...flowFrame(visit, asked, 'method'),
    title: `${visit.say('method.title')} – ${title}`,
    description: visit.say('method.about'),
    content: (
      <>
        <Crumbs
          visit={visit}
          links={[{ label: programmeName(programme, visit.language), address: programmePath(programme.id) }]}
        />
        <h1>{visit.say('method.title')}</h1>
        <p class="intro">{visit.say('method.about')}</p>
        <div class="prose">
          {SECTIONS.map((section) => (
            <section>
              <h2>{visit.say(`method.${section}.title`)}</h2>
              {visit
                .say(`method.${section}.text`)
                .split('\n')
                .map((paragraph) => (
                  <p>{paragraph}</p>
                ))}
            </section>
          ))}
          {told === null || chosen === null ? null : (
            <section>
              <h2>{visit.say('method.round', { round: roundName(visit, chosen.round) })}</h2>
              <p>{tellCoverage(told.names.teller)}</p>
              <p>{weighting ?? visit.say('method.unweighted')}</p>
            </section>
          )}
        </div>
        {told === null ? null : <QuestionWordings visit={visit} names={told.names} rounds={rounds} />}
        {told?.snapshot ? <Downloads visit={visit} asked={asked} round={told.published.round} /> : null}
        {chosen === null ? null : (
          <RoundLinks
            visit={visit}
            rounds={asked.edition.rounds}
            chosen={chosen}
            address={(round) => methodPath(programme.id, program.flow, round)}
          />
        )}
      </>
    ),
  }
}
