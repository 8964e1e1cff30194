/** The list of programmes and their surveys. */
import { titleOf } from '../../findings/wording.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { programmeName } from './flow-frame.ts'
import { chatPath, homePath, programmePath, roundPath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import { allLanguages } from './request.ts'
import type { OpenPage } from './serve-page.tsx'

export function openHomePage(ports: SitePorts): OpenPage {
  return {
    address: homePath,
    languages: allLanguages(ports),
    // Programmes change with a new start only.
    stamp: '',
    draw: async (visit) => page(visit, ports),
  }
}

function page(visit: Visit, ports: SitePorts): Page {
  const programmes = ports.programmes().filter(({ surveys }) => surveys.length > 0)
  return {
    title: `${visit.say('home_title')} – ${visit.say('home')}`,
    description: visit.say('home_about'),
    home: { label: visit.say('home'), address: homePath, current: true },
    menu: [],
    content: (
      <>
        <h1>{visit.say('home_title')}</h1>
        <p class="intro">{visit.say(programmes.length === 0 ? 'home_empty' : 'home_about')}</p>
        {programmes.map((programme) => (
          <section class="card">
            <h2>
              <a href={visit.to(programmePath(programme.id))}>{programmeName(programme, visit.language)}</a>
            </h2>
            {programme.surveys.map((program) => (
              <div>
                <h3>{titleOf(program, visit.language)}</h3>
                <p class="links">
                  <a class="button" href={visit.to(roundPath(programme.id, program.flow))}>
                    {visit.say('see_results')}
                    <span class="hidden">: {titleOf(program, visit.language)}</span>
                  </a>
                  <a href={visit.to(chatPath(programme.id, program.flow))}>
                    {visit.say('take_part')}
                    <span class="hidden">: {titleOf(program, visit.language)}</span>
                  </a>
                </p>
              </div>
            ))}
          </section>
        ))}
      </>
    ),
  }
}
