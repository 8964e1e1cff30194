/** The list of programmes and their surveys. */
import { titleOf } from '../../findings/wording.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow, openRoundOf } from './asked-flow.ts'
import { programmeName } from './flow-frame.ts'
import { chatPath, homePath, programmePath, roundPath } from './paths.ts'
import type { ProgrammeOnSite, SitePorts } from './ports.ts'
import { allLanguages } from './request.ts'
import { roundName } from './round-name.ts'
import type { OpenPage } from './serve-page.tsx'

export async function openHomePage(ports: SitePorts): Promise<OpenPage> {
  const programmes = await Promise.all(
    ports.programmes().map(async (programme) => {
      const found = await Promise.all(
        programme.surveys.map(({ flow }) => findFlow(ports, programme.id, flow)),
      )
      return { programme, surveys: found.flatMap((one) => (one === undefined ? [] : [one])) }
    }),
  )
  const listed = programmes.filter(({ surveys }) => surveys.length > 0)
  return {
    address: homePath,
    languages: allLanguages(ports),
    stamp: listed.flatMap(({ surveys }) => surveys.map(({ stamp }) => stamp)).join(' '),
    draw: async (visit) => page(visit, listed),
  }
}

interface Listed {
  readonly programme: ProgrammeOnSite
  readonly surveys: readonly AskedFlow[]
}

function page(visit: Visit, programmes: readonly Listed[]): Page {
  return {
    title: `${visit.say('home_title')} – ${visit.say('home')}`,
    description: visit.say('home_about'),
    home: { label: visit.say('home'), address: homePath, current: true },
    menu: [],
    content: (
      <>
        <h1>{visit.say('home_title')}</h1>
        <p class="intro">{visit.say(programmes.length === 0 ? 'home_empty' : 'home_about')}</p>
        {programmes.map(({ programme, surveys }) => (
          <section class="card">
            <h2>
              <a href={visit.to(programmePath(programme.id))}>{programmeName(programme, visit.language)}</a>
            </h2>
            {surveys.map((survey) => (
              <Survey visit={visit} survey={survey} />
            ))}
          </section>
        ))}
      </>
    ),
  }
}

function Survey({ visit, survey }: { visit: Visit; survey: AskedFlow }) {
  const { programme, program, chosen } = survey
  const title = titleOf(program, visit.language)
  return (
    <div>
      <h3>{title}</h3>
      {chosen === null ? null : <p class="soft">{roundName(visit, chosen.round)}</p>}
      <p class="links">
        <a class="button" href={visit.to(roundPath(programme.id, program.flow))}>
          {visit.say('see_results')}
          <span class="hidden">: {title}</span>
        </a>
        {openRoundOf(survey) === undefined ? null : (
          <a href={visit.to(chatPath(programme.id, program.flow))}>
            {visit.say('take_part')}
            <span class="hidden">: {title}</span>
          </a>
        )}
      </p>
    </div>
  )
}
