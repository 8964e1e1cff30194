/** Finds what a picture's address speaks of. */
import type { Filter } from '../../findings/finding.ts'
import { findFlow } from './asked-flow.ts'
import { findingChart, findingPreview, roundPreview, summaryPreview } from './draw-pictures.ts'
import { type FindingPicture, findingPicturePath, roundPicturePath, summaryPicturePath } from './paths.ts'
import type { SitePorts } from './ports.ts'
import type { OpenPicture } from './serve-picture.ts'
import { inOwnLanguage } from './shared-summaries.tsx'
import { findSummary } from './summary-page.tsx'
import { readToldRound } from './told-round.ts'

interface Asked {
  readonly programme: string
  readonly flow: string
}

export async function openRoundPicture(
  ports: SitePorts,
  { programme, flow }: Asked,
  round: string,
): Promise<OpenPicture | undefined> {
  const found = await findFlow(ports, programme, flow, round)
  if (found?.chosen == null || found.chosen.snapshot === 0) return undefined
  const { number } = found.chosen.round
  return {
    address: roundPicturePath(programme, flow, number),
    languages: found.program.languages,
    stamp: found.stamp,
    draw: async (visit) => {
      const told = await readToldRound(visit, ports, found)
      return told?.snapshot ? roundPreview(visit, found, told) : undefined
    },
  }
}

/** `by`: what the query names, besides the language: a place, and one other group. */
export async function openFindingPicture(
  ports: SitePorts,
  { programme, flow }: Asked,
  picture: Omit<FindingPicture, 'round' | 'of'> & { readonly round: string },
  by: Readonly<Record<string, string>>,
): Promise<OpenPicture | undefined> {
  const found = await findFlow(ports, programme, flow, picture.round)
  if (found?.chosen == null) return undefined
  const of = filtersIn(by)
  if (of === undefined) return undefined
  const { kind, question } = picture
  return {
    address: findingPicturePath(programme, flow, { kind, question, of, round: found.chosen.round.number }),
    languages: found.program.languages,
    stamp: found.stamp,
    draw: async (visit) => {
      const told = await readToldRound(visit, ports, found)
      const finding = told?.published.finding({ question, of })
      if (!told || finding?.state !== 'shown') return undefined
      return (kind === 'preview' ? findingPreview : findingChart)(visit, found, told, finding)
    },
  }
}

export async function openSummaryPicture(
  ports: SitePorts,
  asked: Asked,
  summary: string,
): Promise<OpenPicture | undefined> {
  const found = await findSummary(ports, { ...asked, summary })
  if (found === undefined) return undefined
  const { edition, round } = found
  return {
    address: summaryPicturePath(asked.programme, asked.flow, round.number, edition.number),
    languages: found.asked.program.languages,
    stamp: found.asked.stamp,
    draw: async (visit) => {
      const read = await found.read(visit)
      if (read === undefined) return undefined
      const [first] = read.body.items
      return summaryPreview(visit, found.asked, read.names, {
        title: inOwnLanguage(read.body.titles, visit.language),
        round,
        finding: first?.finding,
        sentence: inOwnLanguage(first?.sentences ?? read.body.intros, visit.language),
      })
    },
  }
}

/** The place first, as findings have it; undefined for more than a place and one other group. */
function filtersIn(by: Readonly<Record<string, string>>): readonly Filter[] | undefined {
  const filters = Object.entries(by).map(([name, ids]): Filter => ({ by: name, ids: ids.split('+') }))
  const places = filters.filter((filter) => filter.by === 'place')
  const others = filters.filter((filter) => filter.by !== 'place')
  return others.length > 1 ? undefined : [...places, ...others]
}
