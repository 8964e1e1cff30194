import type { Page, SiteLink } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { homePath } from './paths.ts'

/** `back`: the nearest page that there is, if that is not the list of all surveys. */
export function notFoundPage(visit: Visit, back: SiteLink | undefined): Page {
  return {
    title: visit.say('not_found.title'),
    description: visit.say('not_found.text'),
    home: { label: visit.say('home'), address: homePath },
    menu: [],
    content: (
      <>
        <h1>{visit.say('not_found.title')}</h1>
        <p>{visit.say('not_found.text')}</p>
        <p class="links">
          {back === undefined ? null : (
            <a class="button" href={visit.to(back.address)}>
              {back.label}
            </a>
          )}
          <a class={back === undefined ? 'button' : undefined} href={visit.to(homePath)}>
            {visit.say('not_found.home')}
          </a>
        </p>
      </>
    ),
  }
}
