/**
 * The tables of one question by group: by place, level by level; by every other question that findings are broken down
 * by; and by both together. A table that is told is complete: its rows add up to all that its wider table counts, and
 * its blocks are made of the wider table's blocks, so that subtracting one from the other gives nothing new.
 */
import type { Place, Question } from '../flow/program.ts'
import { type Filter, keyOf, type ShownFinding, UNSAID } from './finding.ts'
import {
  type Block,
  blocksFor,
  covers,
  type Finds,
  hidesRest,
  joinBlocks,
  mergeRows,
  rowOf,
  settle,
  type TableRow,
  type TableRules,
  tickableIn,
  ticksOf,
} from './table.ts'
import type { Group, OptionCount, Tally } from './tally.ts'

/** A table as it may be told: one finding a row. */
export interface Family {
  /** What the rows divide: `place`, `sex`, …; for two at a time, the second. */
  readonly by: string
  /** The group that is divided, empty for everybody. */
  readonly within: readonly Filter[]
  readonly rows: readonly FamilyRow[]
  readonly blocks: readonly Block[]
  /** Several-answers: options that are not told in this table. */
  readonly hidden: readonly string[]
}
export interface FamilyRow {
  readonly of: readonly Filter[]
  readonly row: TableRow
}

export interface Sources {
  /** Exact counts of each group, by `keyOf` without the question. */
  readonly groups: ReadonlyMap<string, Group>
  readonly places: readonly Place[]
  readonly levels: readonly string[]
  /** Of each question, those whose answers decide whether it is put. */
  readonly routed: ReadonlyMap<string, ReadonlySet<string>>
  /** What findings are broken down by, beside places: name and groups; sex and age first, then as in the flow. */
  readonly breakdowns: readonly {
    readonly by: string
    readonly question: string
    readonly ids: readonly string[]
  }[]
}

export const groupName = (of: readonly Filter[]): string => keyOf({ question: '', of }).slice(1)

/** What fits in a table of one question, worked out by its kind. */
interface Fit {
  readonly blocks: readonly Block[]
  readonly hidden: readonly string[]
}
type Fits = Finds<Fit>

export interface FamiliesOf {
  /** By place: the widest level first, then within each place that is told alone. */
  readonly places: readonly Family[]
  /** By each other question. */
  readonly others: readonly OtherFamily[]
}
/** By one question, and then the same within places of the widest level. */
export interface OtherFamily {
  readonly whole: Family
  readonly within: readonly Family[]
  /** The same with one group more told together; undefined when nothing would be left. */
  coarser(): OtherFamily | undefined
}

/** `overall`: what is told of everybody; nothing is told by group of a question that is withheld as a whole. */
export function familiesOf(
  question: Question,
  overall: ShownFinding,
  sources: Sources,
  rules: TableRules,
): FamiliesOf {
  const maker = makerOf(question, overall, sources, rules)
  const places = question.as === 'place' ? [] : placeFamilies(maker, sources)
  const [widest] = places
  const others = dividing(question, sources).flatMap(
    ({ by, ids }) => otherFamily(maker, by, ids, widest, 0) ?? [],
  )
  return { places, others }
}

/**
 * What a question is broken down by, beside places. Of two questions that both divide people, one table tells all: a
 * second one, the other way round, would divide the rows that are told together in the first. And who is put a question
 * by what they answered before tells nothing by that answer.
 */
export function dividing(question: Question, { breakdowns, routed }: Sources): Sources['breakdowns'] {
  if (question.as === 'place') return []
  const own = breakdowns.findIndex((one) => one.question === question.id)
  const before = routed.get(question.id)
  return breakdowns.slice(0, own < 0 ? undefined : own).filter((one) => before?.has(one.question) !== true)
}

interface Maker {
  readonly rules: TableRules
  row(of: readonly Filter[]): TableRow | undefined
  /** Finest blocks that are told of everybody; for several answers the options told. */
  readonly finest: readonly Block[]
  fitsWithin(within: readonly Block[]): Fits
}

function makerOf(question: Question, overall: ShownFinding, sources: Sources, rules: TableRules): Maker {
  const options = overall.cells.flatMap((cell) => cell.options)
  const scale = question.kind === 'choose' ? question.scale : undefined
  const bands = overall.cells.map((cell) => cell.options)
  return {
    rules,
    finest: overall.cells.map((cell) => cell.options),
    row(of) {
      const group = sources.groups.get(groupName(of))
      const tally = group?.questions.find((one) => one.question === question.id)
      if (group === undefined || tally === undefined) return undefined
      return rowOf(of.at(-1)?.ids[0] ?? '', tally, listedOnly(tally, options))
    },
    fitsWithin: (within) => {
      if (question.kind === 'choose_many')
        return (rows, accepts) => {
          const told = tickableIn(rows, within.flat(), rules.minimum).filter((id) => accepts([[id]]))
          const hidden = question.options.filter((id) => !told.includes(id))
          const bounded = rows.every((row) => staysOpen(question, row, told, hidden, rules.minimum))
          return told.length > 0 && bounded ? { blocks: told.map((id) => [id]), hidden } : undefined
        }
      if (question.kind === 'number' && bands.length === 0)
        // A middle value stands for the people on either side of it.
        return (rows) =>
          rows.every(({ base }) => base >= 2 * rules.minimum) ? { blocks: [], hidden: [] } : undefined
      return (rows, accepts) => {
        const blocks = blocksFor(rows, within, scale, rules.minimum, accepts)
        return blocks && { blocks, hidden: [] }
      }
    },
  }
}

/** What everybody's finding does not name (an answer that no program lists) is counted with the last block there. */
function listedOnly(tally: Tally, options: readonly string[]): readonly OptionCount[] {
  return tally.options.filter(({ id }) => options.includes(id))
}

/** Everyone ticked one at least and `atMost` at most. Where that says something about what is not shown, nothing is. */
export function staysOpen(
  question: { readonly atMost: number; readonly alone: readonly string[] },
  row: { readonly base: number; readonly counts: ReadonlyMap<string, number> },
  told: readonly string[],
  hidden: readonly string[],
  minimum: number,
): boolean {
  if (hidden.length === 0) return true
  const counted = (ids: readonly string[]) =>
    ticksOf(ids.map((id) => ({ id, count: row.counts.get(id) ?? 0 })))
  const ticks = counted(told)
  const alone = counted(told.filter((id) => question.alone.includes(id)))
  const least = row.base - ticks
  const most = alone + question.atMost * (row.base - alone) - ticks
  return least <= 0 && most >= minimum - 1
}

const placeFilter = (ids: readonly string[]): Filter => ({ by: 'place', ids })

/** Those who said no more than the wider place, such as people who began before a flow asked for a narrower one. */
function restOf(whole: TableRow, parts: readonly TableRow[]): TableRow {
  const told = mergeRows(parts)
  return {
    ids: [UNSAID],
    base: whole.base - told.base,
    counts: new Map([...whole.counts].map(([id, count]) => [id, count - (told.counts.get(id) ?? 0)])),
    tallies: [],
  }
}

function placeFamilies(maker: Maker, { places, levels }: Sources): Family[] {
  const families: Family[] = []
  const divide = (parent: Place | null, within: readonly Block[]): void => {
    const codes = places.filter((place) => place.parent === (parent?.code ?? null)).map(({ code }) => code)
    const told = codes.flatMap((code) => maker.row([placeFilter([code])]) ?? [])
    const whole = parent === null ? undefined : maker.row([placeFilter([parent.code])])
    const rest = whole === undefined ? maker.row([placeFilter([UNSAID])]) : restOf(whole, told)
    const settled = settle(rest === undefined ? told : [...told, rest], maker.rules, maker.fitsWithin(within))
    if (settled === undefined) return
    families.push({
      by: 'place',
      within: parent === null ? [] : [placeFilter([parent.code])],
      rows: settled.rows.map((row) => ({ of: [placeFilter(row.ids)], row })),
      ...settled.fit,
    })
    for (const { ids } of settled.rows) {
      const place = ids.length === 1 ? places.find(({ code }) => code === ids[0]) : undefined
      if (place !== undefined && place.level !== levels.at(-1)) divide(place, settled.fit.blocks)
    }
  }
  divide(null, maker.finest)
  return families
}

function otherFamily(
  maker: Maker,
  by: string,
  ids: readonly string[],
  widest: Family | undefined,
  leastTogether: number,
): OtherFamily | undefined {
  const rows = [...ids, UNSAID].flatMap((id) => maker.row([{ by, ids: [id] }]) ?? [])
  const settled = settle(rows, maker.rules, maker.fitsWithin(maker.finest), leastTogether)
  if (settled === undefined) return undefined
  const whole: Family = {
    by,
    within: [],
    rows: settled.rows.map((row) => ({ of: [{ by, ids: row.ids }], row })),
    ...settled.fit,
  }
  const together = Math.max(...settled.rows.map((row) => row.ids.length))
  return {
    whole,
    within: widest === undefined ? [] : withinPlaces(maker, whole, widest),
    coarser: () => otherFamily(maker, by, ids, widest, together + 1),
  }
}

/**
 * The groups of `whole` within places. The places that are not told so are told by what is left over; so these are two
 * at least, and what is left over must itself be fit to be told.
 */
function withinPlaces(maker: Maker, whole: Family, widest: Family): Family[] {
  const within =
    whole.hidden.length + widest.hidden.length > 0
      ? whole.blocks.filter(([id]) => widest.blocks.some(([other]) => other === id))
      : joinBlocks(whole.blocks, widest.blocks)
  const fits = maker.fitsWithin(within)
  const cell = (place: string, { row }: FamilyRow): TableRow | undefined => {
    const parts = row.ids.flatMap(
      (id) => maker.row([placeFilter([place]), { by: whole.by, ids: [id] }]) ?? [],
    )
    if (parts.length === 0 || (row.ids.length > 1 && !covers(parts, maker.rules.groupBase))) return undefined
    return mergeRows(parts)
  }
  const everywhere = widest.rows.flatMap(({ row }) => row.ids)
  const alone = widest.rows.flatMap(({ row }) =>
    row.ids.length === 1 && row.ids[0] !== UNSAID ? row.ids : [],
  )
  const least = (place: string) => Math.min(...whole.rows.map((row) => cell(place, row)?.base ?? 0))
  const strongestFirst = [...alone].sort((a, b) => least(b) - least(a))
  for (let told = strongestFirst.length; told > 0; told -= 1) {
    const shown = strongestFirst.slice(0, told)
    const rest = everywhere.filter((code) => !shown.includes(code))
    if (rest.length === 1 && rest[0] !== UNSAID) continue
    const rows = shown.map((place) => whole.rows.map((row) => cell(place, row)))
    const left =
      rest.length === 0
        ? []
        : whole.rows.map((row) => mergeRows(rest.flatMap((code) => cell(code, row) ?? [])))
    const all = [...rows.flat(), ...left]
    if (all.some((row) => row === undefined || row.base < maker.rules.groupBase)) continue
    const parts = [...shown.map((place) => [place]), ...(rest.length === 0 ? [] : [rest])]
    const fit = fits(
      all.filter((row) => row !== undefined),
      (blocks) => parts.every((codes) => hidesUnsaid(maker, codes, whole, blocks)),
    )
    if (fit === undefined) continue
    return shown
      .toSorted((a, b) => everywhere.indexOf(a) - everywhere.indexOf(b))
      .map((place) => ({
        by: whole.by,
        within: [placeFilter([place])],
        rows: whole.rows.flatMap((row) => {
          const own = cell(place, row)
          return own === undefined
            ? []
            : [{ of: [placeFilter([place]), { by: whole.by, ids: row.row.ids }], row: own }]
        }),
        ...fit,
      }))
  }
  return []
}

/** Those in these places who did not say which of the whole's groups they are in. */
function hidesUnsaid(
  maker: Maker,
  places: readonly string[],
  whole: Family,
  blocks: readonly Block[],
): boolean {
  if (whole.rows.some(({ row }) => row.ids.includes(UNSAID))) return true
  const cell = (id: string) =>
    places.flatMap((place) => maker.row([placeFilter([place]), { by: whole.by, ids: [id] }]) ?? [])
  const unsaid = cell(UNSAID)
  if (unsaid.length === 0) return true
  const rows = whole.rows.map(({ row }) => mergeRows(row.ids.flatMap(cell)))
  return hidesRest(mergeRows(unsaid), rows, blocks, maker.rules)
}
