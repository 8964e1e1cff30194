/**
 * From exact tallies to findings: disclosure control. Nothing else suppresses anything; pages, pictures, chats, files and
 * the API show what comes out of here. Every finding has one base, the people who gave an answer to that question.
 *
 *   everybody ──► collapse the scale ──► pool small options ──► withhold
 *   by group  ──► collapse the scale or pool, in all rows alike ──► tell small groups together ──► withhold the table
 *   all of it ──► could a count that is not told be worked out from two tables? ──► withhold one of them (openness.ts)
 */
import type { ChooseManyQuestion, Program, Question } from '../flow/program.ts'
import type { Analysis } from '../flow/programme.ts'
import { GROUP_MINIMUM } from '../limits.ts'
import { type Family, familiesOf, groupName, type Sources, staysOpen } from './families.ts'
import {
  type Cell,
  type Filter,
  type Finding,
  type FindingNumbers,
  type Flag,
  type Reason,
  type ShownFinding,
  UNSAID,
} from './finding.ts'
import { flagsOf } from './flags.ts'
import { mergeQuestions, placesAbove } from './layout.ts'
import { familiesLeftOpen } from './openness.ts'
import { wholePercent } from './percent.ts'
import { poolSmall } from './pool.ts'
import { routedFamilies, withholdRouted } from './routing.ts'
import { type Block, countIn, type TableRow } from './table.ts'
import type { OptionCount, Tallies, Tally } from './tally.ts'

export interface PublishRules {
  /** Least base of everybody's finding, and least cell and least rest of every finding. */
  readonly minimum: number
  /** Least base of a group's finding. */
  readonly groupBase: number
  /** What the way of finding people costs in precision, beside the weights: 1 as for people drawn one by one. */
  readonly designEffect: number
}

export const publicRules = ({ minimum, designEffect }: Analysis): PublishRules => ({
  minimum: minimum.public,
  groupBase: Math.max(GROUP_MINIMUM, minimum.public),
  designEffect,
})

/** For RESTRICTED files: who reads them can be asked to account for it. */
export const staffRules = ({ minimum, designEffect }: Analysis): PublishRules => ({
  minimum: minimum.staff,
  groupBase: minimum.staff,
  designEffect,
})

type Programs = readonly [Program, ...Program[]]

/** Question by question in the flow's order; everybody's finding first, then by place, then by other groups. */
export function publish(
  tallies: Pick<Tallies, 'questions' | 'groups' | 'programs'>,
  programs: Programs,
  rules: PublishRules,
): Finding[] {
  const questions = mergeQuestions(programs)
  const byId = new Map(questions.map((question) => [question.id, question]))
  const used = programs.filter(({ hash }) => tallies.programs.has(hash))
  const finish = finisher(used.length === 0 ? programs : used, rules)
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
  const routed = routedFamilies(families, programs)
  const open = familiesLeftOpen(routed, questions, sources)
  return questions.flatMap((question): Finding[] => {
    const whole = overall.get(question.id)
    if (whole === undefined) return []
    const own = open.get(question.id)
    const rows = (family: Family): Finding[] => rowsOf(question, family, rules.minimum, finish)
    return [
      whole,
      ...(question.as === 'place' && whole.state === 'shown'
        ? placesWithin(whole, tallies, programs, rules, finish)
        : []),
      ...(own?.places.flatMap(rows) ?? []),
      ...(own?.others.flatMap(({ whole: one, within }) => [one, ...within].flatMap(rows)) ?? []),
    ]
  })
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
    breakdowns: questions.flatMap((question) =>
      question.kind === 'choose' && (question.as !== undefined || question.by === true)
        ? [{ by: question.as ?? question.id, question: question.id, ids: question.options }]
        : [],
    ),
  }
}

type Finish = (
  question: Question,
  of: readonly Filter[],
  row: TableRow,
  blocks: readonly Block[],
  hidden: readonly string[],
  numbers: FindingNumbers | undefined,
  minimum: number,
) => ShownFinding

/** Turns a row that may be told into a finding: percents, the scale's parts, non-answers, flags. */
function finisher(used: readonly Program[], rules: PublishRules): Finish {
  return (question, of, row, blocks, hidden, numbers, minimum) => {
    const weights = weightsOf(row)
    const cells = blocks.map((options): Cell => {
      const count = countIn(row, options)
      const weight = weights?.of(options)
      const part = partOf(question, options)
      return {
        options,
        ...(part === undefined ? {} : { part }),
        count,
        percent:
          weight === undefined || weights === undefined
            ? wholePercent(count, row.base)
            : Math.min(100, Math.floor((weight / weights.sum) * 100 + 0.5)),
      }
    })
    const nonanswers = row.tallies
      .flatMap((tally) => Object.values(tally.nonanswers))
      .reduce((sum, count) => sum + count, 0)
    const kish =
      weights === undefined ? undefined : Math.max(1, (row.base * weights.squares) / weights.sum ** 2)
    const designEffect = rules.designEffect * (kish ?? 1)
    const flags: Flag[] = flagsOf(question, row.base, cells, designEffect, used)
    return {
      state: 'shown',
      question: question.id,
      kind: question.kind,
      of,
      base: row.base,
      cells,
      hidden,
      nonanswers: nonanswers >= minimum ? nonanswers : null,
      ...(numbers === undefined ? {} : { numbers }),
      flags,
      ...(kish === undefined ? {} : { designEffect: kish }),
    }
  }
}

function weightsOf({ tallies }: TableRow) {
  if (tallies.some(({ weights }) => weights === undefined)) return undefined
  const weight = new Map<string, number>()
  for (const { options } of tallies)
    for (const { id, weight: own = 0 } of options) weight.set(id, (weight.get(id) ?? 0) + own)
  return {
    sum: tallies.reduce((sum, { weights }) => sum + (weights?.sum ?? 0), 0),
    squares: tallies.reduce((sum, { weights }) => sum + (weights?.squares ?? 0), 0),
    of: (options: readonly string[]) => options.reduce((sum, id) => sum + (weight.get(id) ?? 0), 0),
  }
}

function partOf(question: Question, options: readonly string[]): string | undefined {
  if (question.kind !== 'choose') return undefined
  return question.scale?.find((part) => [...part.options].sort().join() === [...options].sort().join())?.id
}

function rowsOf(question: Question, family: Family, minimum: number, finish: Finish): Finding[] {
  return family.rows.flatMap(({ of, row }) => {
    // Who did not say is told of only together with somebody who did.
    if (row.ids.length === 1 && row.ids[0] === UNSAID) return []
    const [tally] = row.tallies
    const numbers = row.tallies.length === 1 && tally !== undefined ? numbersOf(tally, minimum) : undefined
    return [finish(question, of, row, family.blocks, family.hidden, numbers, minimum)]
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
    people: tally.asked + tally.notAsked,
  }
  return finish(question, [], row, seen.blocks, seen.hidden, seen.numbers, rules.minimum)
}

interface Seen {
  readonly blocks: readonly Block[]
  readonly hidden: readonly string[]
  readonly numbers?: FindingNumbers
}

function seenOf(tally: Tally, question: Question, programs: Programs, minimum: number): Seen | null {
  switch (question.kind) {
    case 'choose':
      return single(tally.options, minimum, question.scale)
    case 'choose_many':
      return several(tally, question, minimum)
    case 'number': {
      const numbers = numbersOf(tally, minimum)
      if (numbers === undefined) return null
      const bands =
        question.bands === undefined ? null : single(tally.options, minimum, bandScale(tally.options))
      return { blocks: bands?.blocks ?? [], hidden: [], numbers }
    }
    case 'place':
      return single(placesIn(null, tally, programs), minimum, undefined)
    default:
      return null
  }
}

/** Bands are joined with their neighbours, never with a far one. */
const bandScale = (options: readonly OptionCount[]) =>
  options.length < 2
    ? undefined
    : [
        { id: 'low', options: options.slice(0, Math.ceil(options.length / 2)).map(({ id }) => id) },
        { id: 'high', options: options.slice(Math.ceil(options.length / 2)).map(({ id }) => id) },
      ]

function single(
  options: readonly OptionCount[],
  minimum: number,
  scale: readonly { readonly options: readonly string[] }[] | undefined,
): Seen | null {
  const listed = options.filter(({ id, count }) => !id.startsWith('~') || count > 0)
  const joined = scale === undefined ? undefined : joinedParts(listed, minimum, scale)
  if (joined !== undefined) return { blocks: joined, hidden: [] }
  const pooling = poolSmall(listed, minimum)
  if (pooling === null) return null
  const blocks = pooling.shown.map(({ id }): Block => [id])
  return { blocks: pooling.pooled.length > 0 ? [...blocks, pooling.pooled] : blocks, hidden: [] }
}

/**
 * The parts of the scale that have a small option are told as one; undefined when nothing is small, or a part is. Of a
 * part's two options one is small, nobody knows which: each may have anything up to nine, or all but that.
 */
function joinedParts(
  options: readonly OptionCount[],
  minimum: number,
  scale: readonly { readonly options: readonly string[] }[],
): readonly Block[] | undefined {
  const count = new Map(options.map((option) => [option.id, option.count]))
  if (options.some(({ id }) => !scale.some((part) => part.options.includes(id)))) return undefined
  const blocks = scale.flatMap((part): Block[] =>
    part.options.every((id) => (count.get(id) ?? 0) >= minimum)
      ? part.options.map((id) => [id])
      : [part.options],
  )
  const joined = blocks.filter((block) => block.length > 1)
  const total = (block: Block) => block.reduce((sum, id) => sum + (count.get(id) ?? 0), 0)
  return joined.length > 0 && blocks.length > 1 && blocks.every((block) => total(block) >= minimum)
    ? blocks
    : undefined
}

/** An option is shown when those who ticked it and those who did not both reach the minimum. */
function several(tally: Tally, question: ChooseManyQuestion, minimum: number): Seen | null {
  const base = tally.answered
  const shown = tally.options
    .filter(({ count }) => count >= minimum && base - count >= minimum)
    .map(({ id }) => id)
  const hidden = tally.options.filter(({ id }) => !shown.includes(id)).map(({ id }) => id)
  const counts = new Map(tally.options.map(({ id, count }) => [id, count]))
  if (shown.length === 0 || !staysOpen(question, { base, counts }, shown, hidden, minimum)) return null
  return { blocks: shown.map((id) => [id]), hidden }
}

/** A middle value stands for the people on either side of it: each side must reach the minimum. */
function numbersOf({ numbers }: Tally, minimum: number): FindingNumbers | undefined {
  if (numbers === undefined || numbers.count < 2 * minimum || numbers.lowest === numbers.highest)
    return undefined
  const { median, lowerQuartile, upperQuartile } = numbers
  return { median, ...(numbers.count >= 4 * minimum ? { lowerQuartile, upperQuartile } : {}) }
}

function placesIn(parent: string | null, tally: Tally, programs: Programs): OptionCount[] {
  const counts = new Map(tally.options.map(({ id, count }) => [id, count]))
  const places = new Map(programs.flatMap((one) => one.places.map((place) => [place.code, place] as const)))
  const within = [...places.values()].filter((place) => place.parent === parent)
  const unlisted = parent === null ? tally.options.filter(({ id }) => id.startsWith('~')) : []
  return [...within.map(({ code }) => ({ id: code, count: counts.get(code) ?? 0 })), ...unlisted]
}

/** Where in each place people live, of the places that are told alone. */
function placesWithin(
  whole: ShownFinding,
  tallies: Pick<Tallies, 'groups'>,
  programs: Programs,
  rules: PublishRules,
  finish: Finish,
): Finding[] {
  const [question] = mergeQuestions(programs).filter(({ id }) => id === whole.question)
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
      const seen = single(placesIn(code, tally, programs), rules.minimum, undefined)
      if (seen === null || placesAbove(code, parents).length === 0) continue
      const row: TableRow = {
        ids: [code],
        base: tally.answered,
        counts: new Map(tally.options.map(({ id, count }) => [id, count])),
        tallies: [tally],
        people: group.respondents,
      }
      const finding = finish(
        question,
        [{ by: 'place', ids: [code] }],
        row,
        seen.blocks,
        [],
        undefined,
        rules.minimum,
      )
      found.push(finding)
      divide(finding.cells)
    }
  }
  divide(whole.cells)
  return found
}
