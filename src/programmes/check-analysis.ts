/** Checks what programme.yaml says of findings against the flows and places that it speaks of. */
import type { z } from 'zod'
import { listed, type Report } from '../flow/diagnostic.ts'
import type { programmeSchema } from '../flow/flow-schema.ts'
import type { Parsed } from '../flow/parsed.ts'
import type { Place, Program } from '../flow/program.ts'
import { suggest } from '../flow/suggest.ts'

interface Around {
  readonly parsed: Parsed
  readonly programs: readonly Program[]
  readonly places: readonly Place[]
  readonly levels: readonly string[]
  /** Names of the flows' files, those with mistakes among them. */
  readonly flows: readonly string[]
  readonly report: Report
}

export function checkAnalysis(
  { weights, follow_up }: z.infer<typeof programmeSchema>,
  { parsed, programs, places, levels, flows, report }: Around,
): void {
  const surveys = programs.filter(({ type }) => type === 'survey')
  const groups = groupsOf(surveys, places, levels)
  // A flow with mistakes is not among the programs: what hangs on it cannot be judged before they are mended.
  const complete = flows.length === programs.length
  for (const [by, shares] of Object.entries(weights?.margins ?? {})) {
    const allowed = groups.get(by)
    if (allowed === undefined) {
      if (!complete) continue
      const message = `There is no question that \`${by}\` could weight by; there is ${listed([...groups.keys()], 'and')}. A question is one when it has as: or by: true.`
      report.error(parsed.atKey(['weights', 'margins', by]), 'unknown-question', message, {
        allowed: [...groups.keys()],
        suggestion: suggest(by, groups.keys()),
      })
      continue
    }
    for (const id of Object.keys(shares)) {
      if (allowed.includes(id)) continue
      const message = `\`${id}\` is no group of ${by}; its groups are ${listed(allowed, 'and')}.`
      report.error(parsed.atKey(['weights', 'margins', by, id]), 'unknown-option', message, {
        allowed,
        suggestion: suggest(id, allowed),
      })
    }
    for (const id of allowed.filter((one) => !Object.hasOwn(shares, one)))
      report.error(
        parsed.at(['weights', 'margins', by]),
        'missing-key',
        `The share of \`${id}\` is missing in ${by}: a margin names every group.`,
      )
  }
  if (follow_up === undefined) return
  const flow = programs.find((one) => one.flow === follow_up)
  if (flow === undefined && (complete || !flows.includes(follow_up))) {
    const message = `There is no flow \`${follow_up}\` here, so no summary can ask what people think of it.`
    report.error(parsed.at(['follow_up']), 'unknown-flow', message, {
      allowed: flows,
      suggestion: suggest(follow_up, flows),
    })
  } else if (
    flow !== undefined &&
    (flow.type !== 'survey' || !flow.questions.some(({ kind }) => kind === 'choose'))
  ) {
    report.error(
      parsed.at(['follow_up']),
      'wrong-value',
      `\`${follow_up}\` cannot follow a summary: it must be a survey that has a question of the kind choose.`,
    )
  }
}

function groupsOf(
  surveys: readonly Program[],
  places: readonly Place[],
  levels: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>()
  for (const question of surveys.flatMap(({ questions }) => questions)) {
    if (question.as === 'place')
      groups.set(
        'place',
        places.filter(({ level }) => level === levels[0]).map(({ code }) => code),
      )
    else if (question.kind === 'choose' && (question.as !== undefined || question.by === true))
      groups.set(question.as ?? question.id, question.options)
  }
  return groups
}
