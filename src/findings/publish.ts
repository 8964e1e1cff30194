/**
 * From exact tallies to findings: disclosure control. Nothing else suppresses anything; pages, pictures, chats, files and
 * the API show what comes out of here. Every finding has one base, the people who gave an answer to that question.
 *
 *   everybody ──► collapse the scale ──► pool small options ──► withhold
 *   by group  ──► collapse the scale or pool, in all rows alike ──► tell small groups together ──► withhold the table
 *   all of it ──► could a count that is not told be worked out from two tables? ──► withhold one of them (openness.ts)
 */
import type { Program, Question } from '../flow/program.ts'
import type { Analysis } from '../flow/programme.ts'
import { GROUP_MINIMUM } from '../limits.ts'
import { dividing, type Family, familiesOf, groupName, type Sources } from './families.ts'
import { type Cell, type Finding, type Reason, type ShownFinding, UNSAID } from './finding.ts'
import { type Finish, finisher } from './finish.ts'
import { mergeQuestions, placesAbove } from './layout.ts'
import { familiesLeftOpen } from './openness.ts'
import { routedBy, routedFamilies, withholdRouted } from './routing.ts'
import { numbersOf, placesIn, seenOf, single } from './seen.ts'
import { indexStrata } from './strata-index.ts'
import type { TableRow } from './table.ts'
import type { Tallies, Tally } from './tally.ts'

export interface PublishRules {
  /** Least base of everybody's finding, and least cell and least rest of every finding. */
  readonly minimum: number
  /** Least base of a group's finding. */
  readonly groupBase: number
  /** Counts are given, and not whole percents alone: then no rounding hides anything. */
  readonly exact: boolean
  /** What the way of finding people costs in precision, beside the weights: 1 as for people drawn one by one. */
  readonly designEffect: number
}

export const publicRules = ({ minimum, designEffect }: Analysis): PublishRules => ({
  minimum: minimum.public,
  groupBase: Math.max(GROUP_MINIMUM, minimum.public),
  exact: false,
  designEffect,
})

/** For RESTRICTED files: who reads them can be asked to account for it. */
export const staffRules = ({ minimum, designEffect }: Analysis): PublishRules => ({
  minimum: minimum.staff,
  groupBase: minimum.staff,
  exact: true,
  designEffect,
})

type Programs = readonly [Program, ...Program[]]

/** Question by question in the flow's order; everybody's finding first, then by place, then by other groups. */
export function publish(
  tallies: Pick<Tallies, 'questions' | 'groups' | 'programs' | 'strata' | 'weighting'>,
  programs: Programs,
  rules: PublishRules,
): Finding[] {
  const questions = mergeQuestions(programs)
  const byId = new Map(questions.map((question) => [question.id, question]))
  const used = programs.filter(({ hash }) => tallies.programs.has(hash))
  const { weighting } = tallies
  const margins = weighting.state === 'raked' ? weighting.margins : []
  const finish = finisher(used.length === 0 ? programs : used, { ...rules, margins })
  const alone = tallies.questions.flatMap((tally) => {
    const question = byId.get(tally.question)
    return question === undefined ? [] : [everybodysFinding(tally, question, programs, rules, finish)]
  })
  const overall = new Map(
    withholdRouted(alone, tallies.questions, programs, rules.minimum).map((one) => [one.question, one]),
  )
  const sources = sourcesOf(tallies, programs, questions)
  const families = new Map(
    questions.flatMap((question) => {
      const whole = overall.get(question.id)
      return whole?.state === 'shown'
        ? [[question.id, familiesOf(question, whole, sources, rules)] as const]
        : []
    }),
  )
  const around = { sources, index: indexStrata(tallies.strata, sources), minimum: rules.minimum }
  const open = routedFamilies(familiesLeftOpen(families, questions, around), programs)
  return questions.flatMap((question): Finding[] => {
    const whole = overall.get(question.id)
    if (whole === undefined) return []
    const own = open.get(question.id)
    const rows = (family: Family): Finding[] => rowsOf(question, family, rules.minimum, finish)
    const told = [
      ...(question.as === 'place' && whole.state === 'shown'
        ? placesWithin(whole, tallies, programs, rules, finish)
        : []),
      ...(own?.places.flatMap(rows) ?? []),
      ...(own?.others.flatMap(({ whole: one, within }) => [one, ...within].flatMap(rows)) ?? []),
    ]
    return [whole, ...told, ...untold(question, whole, told, sources)]
  })
}

/** Every group that a question is not told of, neither alone nor together with others, though it is told of everybody. */
function untold(question: Question, whole: Finding, told: readonly Finding[], sources: Sources): Finding[] {
  if (whole.state === 'withheld') return []
  const known = new Set(
    told.flatMap(({ of: [first, ...more] }) =>
      first === undefined || more.length > 0 ? [] : first.ids.map((id) => `${first.by}=${id}`),
    ),
  )
  const groups = [
    ...sources.places.map(({ code }) => ({ by: 'place', id: code })),
    ...dividing(question, sources).flatMap(({ by, ids }) => ids.map((id) => ({ by, id }))),
  ].filter(({ by, id }) => !known.has(`${by}=${id}`))
  return groups.map(({ by, id }) => ({
    ...{ state: 'withheld' as const, reason: 'revealing' as const },
    ...{ question: question.id, kind: question.kind, of: [{ by, ids: [id] }] },
  }))
}

function sourcesOf(
  tallies: Pick<Tallies, 'groups'>,
  programs: Programs,
  questions: readonly Question[],
): Sources {
  return {
    groups: new Map(tallies.groups.map((group) => [groupName(group.of), group])),
    places: [
      ...new Map(
        programs.toReversed().flatMap(({ places }) => places.map((one) => [one.code, one] as const)),
      ).values(),
    ],
    levels: programs[0].levels,
    routed: routedBy(programs),
    breakdowns: [
      ...questions.filter(({ as }) => as !== undefined),
      ...questions.filter(({ by }) => by === true),
    ].flatMap((question) =>
      question.kind === 'choose'
        ? [{ by: question.as ?? question.id, question: question.id, ids: question.options }]
        : [],
    ),
  }
}

function rowsOf(question: Question, family: Family, minimum: number, finish: Finish): Finding[] {
  return family.rows.flatMap(({ of, row }) => {
    // Who did not say is told of only together with somebody who did.
    if (row.ids.length === 1 && row.ids[0] === UNSAID) return []
    const [tally] = row.tallies
    const numbers = row.tallies.length === 1 && tally !== undefined ? numbersOf(tally, minimum) : undefined
    return [finish({ question, of, row, blocks: family.blocks, hidden: family.hidden, numbers })]
  })
}

function everybodysFinding(
  tally: Tally,
  question: Question,
  programs: Programs,
  rules: PublishRules,
  finish: Finish,
): Finding {
  const withheld = (reason: Reason): Finding => ({
    state: 'withheld',
    question: tally.question,
    kind: tally.kind,
    of: [],
    reason,
  })
  if (question.kind === 'text') return withheld('text')
  if (tally.answered < rules.minimum) return withheld('few')
  const seen = seenOf(tally, question, programs, rules.minimum)
  if (seen === null) return withheld('revealing')
  const row: TableRow = {
    ids: [],
    base: tally.answered,
    counts: new Map(tally.options.map(({ id, count }) => [id, count])),
    tallies: [tally],
  }
  return finish({ question, of: [], row, ...seen })
}

/** Where in each place people live, of the places that are told alone. */
function placesWithin(
  whole: ShownFinding,
  tallies: Pick<Tallies, 'groups'>,
  programs: Programs,
  rules: PublishRules,
  finish: Finish,
): Finding[] {
  const question = mergeQuestions(programs).find(({ id }) => id === whole.question)
  const parents = new Map(
    programs.flatMap(({ places }) => places.map((place) => [place.code, place] as const)),
  )
  const found: Finding[] = []
  const divide = (cells: readonly Cell[]): void => {
    for (const { options } of cells) {
      const [code] = options
      if (question === undefined || code === undefined || options.length > 1) continue
      const group = tallies.groups.find(
        ({ of }) => groupName(of) === groupName([{ by: 'place', ids: [code] }]),
      )
      const tally = group?.questions.find((one) => one.question === question.id)
      if (group === undefined || tally === undefined || tally.answered < rules.groupBase) continue
      const within = placesIn(code, tally, programs)
      // Some said no more than this place, and would be found by subtracting.
      if (within.reduce((sum, { count }) => sum + count, 0) < tally.answered) continue
      const seen = single(within, rules.minimum, undefined)
      if (seen === null || placesAbove(code, parents).length === 0) continue
      const row: TableRow = {
        ids: [code],
        base: tally.answered,
        counts: new Map(tally.options.map(({ id, count }) => [id, count])),
        tallies: [tally],
      }
      const finding = finish({ question, of: [{ by: 'place', ids: [code] }], row, ...seen })
      found.push(finding)
      divide(finding.cells)
    }
  }
  divide(whole.cells)
  return found
}
