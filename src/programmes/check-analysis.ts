/** Checks what programme.yaml says of findings against the flows and places that it speaks of. */
import type { z } from 'zod'
import { listed, type Report } from '../flow/diagnostic.ts'
import type { programmeSchema } from '../flow/flow-schema.ts'
import type { Parsed } from '../flow/parsed.ts'
import type { Place, Program } from '../flow/program.ts'
import { suggest } from '../flow/suggest.ts'
import { PUBLIC_MINIMUM } from '../limits.ts'

interface Around {
  readonly parsed: Parsed
  readonly programs: readonly Program[]
  readonly places: readonly Place[]
  readonly levels: readonly string[]
  /** Names of all flows, those with mistakes among them. */
  readonly flows: readonly string[]
  readonly report: Report
}

export function checkAnalysis(values: z.infer<typeof programmeSchema>, around: Around): void {
  const { parsed, report } = around
  const { minimum } = values
  const publicly = minimum?.public ?? PUBLIC_MINIMUM
  if (minimum?.staff !== undefined && minimum.staff > publicly) {
    report.error(
      parsed.at(['minimum', 'staff']),
      'wrong-value',
      `Staff would see less than everybody: minimum.staff is ${minimum.staff}, and minimum.public is ${publicly}. Write ${publicly} or less.`,
    )
  }
  checkMargins(values.weights?.margins ?? {}, around)
  if (values.follow_up !== undefined) checkFollowUp(values.follow_up, values.start, around)
}

type Margins = NonNullable<z.infer<typeof programmeSchema>['weights']>['margins']

/** One margin serves every survey that asks its question, so that all of them offer the groups that it names. */
function checkMargins(margins: Margins, around: Around): void {
  const { parsed, report } = around
  const groups = groupsOf(around)
  for (const [by, shares] of Object.entries(margins)) {
    const at = parsed.atKey(['weights', 'margins', by])
    const [first, ...others] = groups.get(by) ?? []
    if (first === undefined) {
      if (!isComplete(around)) continue
      const message = `There is no question that \`${by}\` could weight by; there is ${listed([...groups.keys()], 'and')}. A question is one when it has as: or by: true.`
      report.error(at, 'unknown-question', message, {
        allowed: [...groups.keys()],
        suggestion: suggest(by, groups.keys()),
      })
      continue
    }
    const different = others.find(({ ids }) => [...ids].sort().join() !== [...first.ids].sort().join())
    if (different !== undefined) {
      const message = `The groups of ${by} are others in \`${different.flow}\` than in \`${first.flow}\`, so no margin fits both: give both the same options, or leave this margin out.`
      report.error(at, 'wrong-value', message)
      continue
    }
    for (const id of Object.keys(shares)) {
      if (first.ids.includes(id)) continue
      const message = `\`${id}\` is no group of ${by}; its groups are ${listed(first.ids, 'and')}.`
      report.error(parsed.atKey(['weights', 'margins', by, id]), 'unknown-option', message, {
        allowed: first.ids,
        suggestion: suggest(id, first.ids),
      })
    }
    const missing = first.ids.filter((id) => !Object.hasOwn(shares, id))
    if (missing.length > 0)
      report.error(
        at,
        'missing-key',
        `${by} lacks the ${missing.length === 1 ? 'share' : 'shares'} of ${listed(missing, 'and')}: a margin names every group.`,
      )
  }
}

/**
 * It follows a summary that was just sent: begun by nothing else, one answer that can be counted, and nobody is lost
 * by it. Who says no to taking part is erased, their wish to be sent results included, so that it may not ask that.
 */
function checkFollowUp(name: string, start: string, around: Around): void {
  const { parsed, programs, flows, report } = around
  const at = parsed.at(['follow_up'])
  const flow = programs.find((one) => one.flow === name)
  if (flow === undefined) {
    if (flows.includes(name) || !isComplete(around)) return
    const message = `There is no flow \`${name}\` here, so no summary can ask what people think of it.`
    report.error(at, 'unknown-flow', message, { allowed: flows, suggestion: suggest(name, flows) })
    return
  }
  const tell = (why: string) =>
    report.error(at, 'wrong-value', `\`${name}\` cannot follow a summary: ${why}.`)
  if (name === start) tell('it is the flow of start, which begins when somebody writes and names none')
  if (flow.type !== 'survey') tell(`it is a ${flow.type}, and only the answers of a survey are counted`)
  else if (!flow.questions.some(({ kind }) => kind === 'choose'))
    tell('it has no question of the kind choose, whose answers could be counted')
  if (flow.questions.some((one) => one.kind === 'consent' && one.purpose === 'take_part'))
    tell(
      'who says no to its consent would be forgotten, and never be sent results again. Say in a text that replying is voluntary',
    )
  if (flow.code.some((one) => one.kind === 'end' && one.outcome === 'not_eligible'))
    tell('who comes to its end: not_eligible would be forgotten, and never be sent results again')
}

/** A flow with mistakes is not among the programs: what hangs on it cannot be judged before they are mended. */
const isComplete = ({ flows, programs }: Around): boolean => flows.length === programs.length

interface Groups {
  readonly flow: string
  readonly ids: readonly string[]
}

/** By the name of a breakdown: its groups in each survey that has it. */
function groupsOf({ programs, places, levels }: Around): ReadonlyMap<string, readonly Groups[]> {
  const widest = places.filter(({ level }) => level === levels[0]).map(({ code }) => code)
  const groups = new Map<string, Groups[]>()
  for (const { type, flow, questions } of programs) {
    if (type !== 'survey') continue
    for (const question of questions) {
      const ids = question.as === 'place' ? widest : question.kind === 'choose' ? question.options : []
      const name = question.as ?? (question.by === true ? question.id : undefined)
      if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), { flow, ids }])
    }
  }
  return groups
}
