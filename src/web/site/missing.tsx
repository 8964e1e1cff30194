import type { Visit } from '../layout/visit.ts'

/** Where a figure would be that is not shown. */
export function Missing({ visit }: { visit: Visit }) {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="hidden">{visit.say('map.withheld')}</span>
    </>
  )
}
