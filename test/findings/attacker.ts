/**
 * Somebody who has everything that is told of a round, and the totals, and solves for what is not: each count that no
 * table tells is bounded from below and above over all ways in which whole people could have answered. Knows more than
 * anybody will: exact counts, where pages show whole percents.
 */
import highsLoader from 'highs'
import type { Filter, Finding } from '../../src/findings/finding.ts'

// The package exports its function the way of CommonJS, which its types do not say.
const solver = await (highsLoader as unknown as typeof highsLoader.default)()

/** How one person answered: by question or role, `~unsaid` where they did not. */
export type Person = Readonly<Record<string, string>>

export interface World {
  /** Every way to answer: one combination each of the places and options. */
  readonly kinds: readonly Person[]
  /** Which role or question each filter and each question reads of a person. */
  reads(by: string): string
  /** Whether a person's answer lies in an option: a district lies in its governorate. */
  lies(answer: string, option: string): boolean
}

/** A count that somebody may want to know: people of these groups who chose one of these options of the question. */
export interface Wanted {
  readonly question: string
  readonly of: readonly Filter[]
  readonly options: readonly string[]
}

interface Sum {
  /** Indexes of `kinds`. */
  readonly kinds: readonly number[]
  readonly count: number
}

export interface Pinned extends Wanted {
  readonly lowest: number
  readonly highest: number
}

const nameOf = (kind: number): string => `x${kind}`

/**
 * Every wanted count that the attacker can bound to fewer than `spread` values. `people` are the truth, which is used to
 * begin with one possible world; whatever the solver finds is possible too. Stops when it has `enough`.
 */
export function attack(
  world: World,
  findings: readonly Finding[],
  people: readonly Person[],
  wanted: readonly Wanted[],
  spread: number,
  enough = Number.POSITIVE_INFINITY,
): Pinned[] {
  const known = sumsOf(world, findings, people)
  const matches = (wish: Wanted) => world.kinds.map((person) => holds(world, person, wish))
  // A count may be told under another name: women in Basra are also Basra among women.
  const told = new Set(known.map(({ kinds }) => kinds.join()))
  const wishes = wanted
    .map((wish) => ({ wish, of: matches(wish) }))
    .filter(({ of }) => !told.has(of.flatMap((own, at) => (own ? [at] : [])).join()))
  const truth = world.kinds.map((kind) => people.filter((person) => same(kind, person)).length)
  const seen = wishes.map(({ of }) => {
    const value = total(of, truth)
    return { lowest: value, highest: value }
  })
  const learn = (world: readonly number[]) =>
    wishes.forEach(({ of }, at) => {
      const value = total(of, world)
      const range = seen[at]
      if (range === undefined) return
      range.lowest = Math.min(range.lowest, value)
      range.highest = Math.max(range.highest, value)
    })
  const pinned: Pinned[] = []
  wishes.forEach(({ wish, of }, at) => {
    const range = seen[at]
    if (range === undefined || pinned.length >= enough) return
    for (const goal of ['Maximize', 'Minimize'] as const) {
      if (range.highest - range.lowest + 1 >= spread) return
      const found = solve(goal, of, known, world.kinds.length)
      learn(found)
    }
    if (range.highest - range.lowest + 1 < spread) pinned.push({ ...wish, ...range })
  })
  return pinned
}

function sumsOf(world: World, findings: readonly Finding[], people: readonly Person[]): Sum[] {
  const sum = (wish: Wanted, count: number): Sum => ({
    kinds: world.kinds.flatMap((person, at) => (holds(world, person, wish) ? [at] : [])),
    count,
  })
  const sums: Sum[] = [{ kinds: world.kinds.map((_, at) => at), count: people.length }]
  for (const finding of findings) {
    if (finding.state === 'withheld') continue
    const { question, of, cells, base } = finding
    sums.push(sum({ question, of, options: ['*'] }, base))
    for (const { options, count } of cells) sums.push(sum({ question, of, options }, count))
  }
  return sums
}

/** `*`: any answer at all. */
function holds(world: World, person: Person, { question, of, options }: Wanted): boolean {
  const answer = person[world.reads(question)] ?? '~unsaid'
  if (!of.every(({ by, ids }) => ids.some((id) => world.lies(person[world.reads(by)] ?? '~unsaid', id))))
    return false
  if (options[0] === '*') return answer !== '~unsaid'
  return options.some((option) => world.lies(answer, option))
}

const same = (one: Person, other: Person): boolean =>
  Object.keys(one).every((key) => one[key] === (other[key] ?? '~unsaid'))

const total = (of: readonly boolean[], world: readonly number[]): number =>
  world.reduce((sum, count, at) => sum + (of[at] ? count : 0), 0)

function solve(
  goal: 'Maximize' | 'Minimize',
  of: readonly boolean[],
  known: readonly Sum[],
  kinds: number,
): number[] {
  const names = Array.from({ length: kinds }, (_, at) => nameOf(at))
  const terms = (list: readonly string[]) => (list.length === 0 ? '0 x0' : list.join(' + '))
  const lines = [
    goal,
    ` wish: ${wrapped(terms(names.filter((_, at) => of[at])))}`,
    'Subject To',
    ...known.map(({ kinds: own, count }, at) => ` c${at}: ${wrapped(terms(own.map(nameOf)))} = ${count}`),
    'General',
    wrapped(names.join(' ')),
    'End',
  ]
  const solution = solver.solve(lines.join('\n'), { mip_rel_gap: 0 })
  if (solution.Status !== 'Optimal')
    throw new Error(`The attacker found no possible world: ${solution.Status}`)
  const columns = solution.Columns as Readonly<Record<string, { readonly Primal: number }>>
  return names.map((name) => Math.round(columns[name]?.Primal ?? 0))
}

/** A line of the LP format holds at most 560 characters. */
const wrapped = (text: string): string => text.replace(/(.{1,200})(?:\s|$)/g, '$1\n ').trimEnd()
