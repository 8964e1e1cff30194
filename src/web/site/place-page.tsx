/** A place: what its people said, beside what everybody said. */
import { titleOf } from '../../findings/wording.ts'
import type { RoundEdition } from '../../store/editions.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, findFlow } from './asked-flow.ts'
import { Crumbs } from './crumbs.tsx'
import { flowFrame, programmeName } from './flow-frame.ts'
import { type Names, namesOf } from './names.ts'
import { placePath, programmePath, roundPath } from './paths.ts'
import { leadOf, PlaceFindings } from './place-findings.tsx'
import { hasMap, PlaceMaps } from './place-map.tsx'
import { chainAbove } from './places.ts'
import type { SitePorts } from './ports.ts'
import { RoundLinks, roundsThat } from './round-links.tsx'
import { roundName } from './round-name.ts'
import { Caveat, MadeUp } from './round-notices.tsx'
import type { OpenPage } from './serve-page.tsx'
import { SharedCard, type SharedSummary, sharedIn } from './shared-summaries.tsx'
import { mapQuestion } from './telling.ts'
import { readToldRound, type ToldRound } from './told-round.ts'

export async function openPlacePage(
  ports: SitePorts,
  asked: { programme: string; flow: string; place: string; round: string | undefined },
): Promise<OpenPage | undefined> {
  const found = await findFlow(ports, asked.programme, asked.flow, asked.round)
  if (found === undefined) return undefined
  const { programme, program, named } = found
  return {
    address: placePath(programme.id, program.flow, asked.place, named),
    languages: program.languages,
    stamp: found.stamp,
    draw: async (visit) => {
      const told = await readToldRound(visit, ports, found)
      const names = told?.names ?? namesOf(visit, ports, program, [])
      if (!names.places.has(asked.place)) return undefined
      const rounds = await roundsThat(
        ports,
        found,
        ({ programs }) =>
          program.places.some(({ code }) => code === asked.place) ||
          programs.some(({ places }) => places.some(({ code }) => code === asked.place)),
      )
      const shared = await sharedIn(ports, found, SHARED, asked.place)
      return page(visit, { asked: found, told, names, place: asked.place, shared, rounds })
    },
  }
}

interface View {
  readonly asked: AskedFlow
  readonly told: ToldRound | null
  readonly names: Names
  readonly place: string
  readonly shared: readonly SharedSummary[]
  /** That know this place, and have something to show. */
  readonly rounds: readonly RoundEdition[]
}

/** Summaries that are shown. */
const SHARED = 3

function page(visit: Visit, { asked, told, names, place, shared, rounds }: View): Page {
  const name = names.place(place)
  const { programme, program, named, chosen } = asked
  const title = titleOf(program, visit.language)
  const leading = told === null ? 'nothing' : leadOf(told, place)
  const lead = told === null ? visit.say('empty.no_round') : visit.say(`place.${leading}`, { place: name })
  return {
    ...flowFrame(visit, asked, 'results'),
    title: `${name} – ${title}`,
    description: lead,
    content: (
      <>
        <Crumbs
          visit={visit}
          links={[
            { label: programmeName(programme, visit.language), address: programmePath(programme.id) },
            {
              label:
                chosen === null
                  ? title
                  : visit.say('crumb', { survey: title, round: roundName(visit, chosen.round) }),
              address: roundPath(programme.id, program.flow, named),
            },
            ...(told === null ? [] : [...chainAbove(told.names.places, place)].reverse()).map((code) => ({
              label: told?.names.place(code) ?? code,
              address: placePath(programme.id, program.flow, code, named),
            })),
          ]}
        />
        <h1>{name}</h1>
        {leading === 'nothing' || leading === 'open' ? null : <p class="soft under">{lead}</p>}
        {chosen === null ? null : <MadeUp visit={visit} round={chosen.round} />}
        {told === null ? (
          <p class="card">{visit.say('empty.no_round')}</p>
        ) : (
          <Told visit={visit} asked={asked} told={told} place={place} />
        )}
        {shared.length === 0 ? null : (
          <section>
            <h2 class="part">{visit.say('shared.here')}</h2>
            {shared.map((one) => (
              <SharedCard visit={visit} names={names} asked={asked} shared={one} chosen={chosen?.round} />
            ))}
          </section>
        )}
        {chosen === null ? null : (
          <RoundLinks
            visit={visit}
            rounds={rounds}
            chosen={chosen}
            address={(round) => placePath(programme.id, program.flow, place, round)}
          />
        )}
      </>
    ),
  }
}

function Told(props: { visit: Visit; asked: AskedFlow; told: ToldRound; place: string }) {
  const { visit, asked, told, place } = props
  const { programme, program, named } = asked
  const { names, published } = told
  const mapped = mapQuestion(published)
  return (
    <>
      <PlaceFindings visit={visit} asked={asked} told={told} place={place} />
      {mapped === undefined || !hasMap(told, mapped, place) ? null : (
        <section class="card" id="places">
          <h2>{visit.say('place.within', { place: names.place(place) })}</h2>
          <p class="base">{names.wording.topic(mapped.id)}</p>
          <PlaceMaps
            visit={visit}
            told={told}
            question={mapped}
            view={{ programme: programme.id, flow: program.flow, named, show: undefined, within: place }}
          />
        </section>
      )}
      <Caveat teller={told.names.teller} weighting={told.snapshot?.weighting} />
    </>
  )
}
