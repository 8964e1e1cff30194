import type { SiteLink } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'

/** The way from the programme down to the page, which is not itself in it. */
export function Crumbs({ visit, links }: { visit: Visit; links: readonly SiteLink[] }) {
  return (
    <nav class="crumbs" aria-label={visit.say('crumbs')}>
      <ol>
        {links.map(({ label, address }) => (
          <li>
            <a href={visit.to(address)}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
