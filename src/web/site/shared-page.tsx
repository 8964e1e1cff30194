/** What was shared of a survey's findings with the people they come from. */
import { titleOf } from '../../findings/wording.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow } from './asked-flow.ts'
import { Crumbs } from './crumbs.tsx'
import { flowFrame, programmeName } from './flow-frame.ts'
import { namesOf } from './names.ts'
import { programmePath, sharedPath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { roundName } from './round-name.ts'
import { Caveat, MadeUp } from './round-notices.tsx'
import type { OpenPage } from './serve-page.tsx'
import { SharedCard, type SharedSummary, sharedIn } from './shared-summaries.tsx'

/** So many are listed; older ones stay where they are. */
const LISTED = 50

export async function openSharedPage(
  ports: SitePorts,
  asked: { programme: string; flow: string },
): Promise<OpenPage | undefined> {
  const found = await findFlow(ports, asked.programme, asked.flow)
  if (found === undefined) return undefined
  const { programme, program } = found
  return {
    address: sharedPath(programme.id, program.flow),
    languages: program.languages,
    stamp: found.stamp,
    draw: async (visit) => page(visit, ports, found, await sharedIn(ports, found, LISTED)),
  }
}

function page(visit: Visit, ports: SitePorts, asked: AskedFlow, shared: readonly SharedSummary[]): Page {
  const { programme, program } = asked
  const title = visit.say('shared.title')
  const names = namesOf(visit, ports, program, [])
  const rounds = [...new Set(shared.map(({ round }) => round))]
  return {
    ...flowFrame(visit, asked, 'shared'),
    title: `${title} – ${titleOf(program, visit.language)}`,
    description: visit.say('shared.about'),
    content: (
      <>
        <Crumbs
          visit={visit}
          links={[{ label: programmeName(programme, visit.language), address: programmePath(programme.id) }]}
        />
        <h1>{title}</h1>
        <p class="intro">{visit.say('shared.about')}</p>
        {shared.length === 0 ? <p class="card">{visit.say('shared.none')}</p> : null}
        {rounds.map((round) => (
          <section>
            <h2 class="part">{roundName(visit, round)}</h2>
            <MadeUp visit={visit} round={round} />
            {shared
              .filter((one) => one.round === round)
              .map((one) => (
                <SharedCard visit={visit} names={names} asked={asked} shared={one} />
              ))}
          </section>
        ))}
        {shared.length === 0 ? null : <Caveat teller={names.teller} weighting={undefined} />}
      </>
    ),
  }
}
