/**
 * Which answers decide whether a question is put. The base of a routed question tells how many gave those answers,
 * so it must not tell what the earlier question's figures hide.
 */
import { type Expression, evaluate } from '../flow/expression.ts'
import type { Program, Question } from '../flow/program.ts'
import type { FamiliesOf, Family } from './families.ts'
import type { Finding } from './finding.ts'
import type { Tally } from './tally.ts'

/** Ends after which nothing of the person stays: who was sent away there is in no figure, so nothing can leak. */
const FORGOTTEN = new Set(['declined', 'not_eligible'])

/**
 * Conditions that decide whether each question is put, by question id: those that stand between the start and it, and
 * those of every question that these read, since who was never put that one has no answer to it.
 */
export function conditionsOf(program: Program): ReadonlyMap<string, readonly Expression[]> {
  const own = ownConditionsOf(program)
  const all = (id: string, seen: ReadonlySet<string>): Expression[] =>
    (own.get(id) ?? []).flatMap((condition) => [
      condition,
      ...questionsIn(condition, program).flatMap((before) =>
        seen.has(before.id) ? [] : all(before.id, new Set([...seen, before.id])),
      ),
    ])
  return new Map(program.questions.map(({ id }) => [id, [...new Set(all(id, new Set([id])))]]))
}

function ownConditionsOf(program: Program): ReadonlyMap<string, readonly Expression[]> {
  const found = new Map(program.questions.map(({ id }) => [id, [] as Expression[]]))
  program.code.forEach((instruction, index) => {
    if (instruction.kind !== 'unless') return
    const elseJump = program.code[instruction.to - 1]
    const until = endsCounted(program, index + 1, instruction.to)
      ? program.code.length
      : elseJump?.kind === 'jump' && elseJump.to > instruction.to
        ? elseJump.to
        : instruction.to
    for (const inside of program.code.slice(index + 1, until)) {
      if (inside.kind !== 'ask') continue
      const question = program.questions[inside.slot]
      if (question !== undefined) found.get(question.id)?.push(instruction.condition)
    }
  })
  return found
}

function endsCounted(program: Program, from: number, to: number): boolean {
  return program.code.slice(from, to).some((one) => one.kind === 'end' && !FORGOTTEN.has(one.outcome))
}

/** The questions whose answers a condition reads. */
export function questionsIn(condition: Expression, program: Program): Question[] {
  const slots = new Set<number>()
  const walk = (part: Expression): void => {
    if ('slot' in part) slots.add(part.slot)
    if ('of' in part) walk(part.of)
    if ('left' in part) {
      walk(part.left)
      walk(part.right)
    }
  }
  walk(condition)
  return [...slots].flatMap((slot) => program.questions[slot] ?? [])
}

/** Of each question, those whose answers decide whether it is put, in any of the programs. */
export function routedBy(programs: readonly Program[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const program of programs)
    for (const [question, conditions] of conditionsOf(program)) {
      const own = found.get(question) ?? new Set()
      found.set(question, own)
      for (const { id } of conditions.flatMap((condition) => questionsIn(condition, program))) own.add(id)
    }
  return found
}

/** Whether the condition treats these options of one question, which it alone reads, all the same. */
export function treatsAlike(
  condition: Expression,
  program: Program,
  question: Question,
  options: readonly string[],
): boolean {
  const outcomes = options.map((option) =>
    evaluate(
      condition,
      program.questions.map(({ id }) => (id === question.id ? option : null)),
    ),
  )
  return new Set(outcomes).size <= 1
}

/** A routed question goes when its base would tell what the question it hangs on hides. */
export function withholdRouted(
  findings: readonly Finding[],
  tallies: readonly Tally[],
  programs: readonly [Program, ...Program[]],
  minimum: number,
): Finding[] {
  const byId = new Map(findings.map((one) => [one.question, one]))
  const exact = new Map(tallies.map((tally) => [tally.question, tally]))
  const routes = programs.map((program) => ({ program, conditions: conditionsOf(program) }))
  return findings.map((one) => {
    if (one.state === 'withheld') return one
    const tells = routes.some(({ program, conditions }) =>
      (conditions.get(one.question) ?? []).some((condition) => {
        const read = questionsIn(condition, program).filter(({ kind }) => kind !== 'consent')
        return read.some((question) => {
          const before = byId.get(question.id)
          if (before === undefined) return false
          if (question.kind !== 'choose' && question.kind !== 'choose_many') {
            const { notAsked = 0 } = exact.get(one.question) ?? {}
            return notAsked > 0 && notAsked < minimum
          }
          const hidden = hiddenOptions(before, question.options)
          if (hidden.length === 0) return false
          return (
            read.length > 1 ||
            question.kind === 'choose_many' ||
            !treatsAlike(condition, program, question, hidden)
          )
        })
      }),
    )
    return tells
      ? { state: 'withheld', question: one.question, kind: one.kind, of: one.of, reason: 'revealing' }
      : one
  })
}

function hiddenOptions(published: Finding, options: readonly string[]): readonly string[] {
  if (published.state === 'withheld') return options
  const alone = new Set(
    published.cells.filter((cell) => cell.options.length === 1).flatMap((cell) => cell.options),
  )
  return options.filter((option) => !alone.has(option))
}

/**
 * Tables of routed questions go where the question they hang on is not told for the same groups, or not so finely that
 * the answers which lead to the question are told: the bases would tell how many gave them.
 */
export function routedFamilies(
  families: ReadonlyMap<string, FamiliesOf>,
  programs: readonly [Program, ...Program[]],
): ReadonlyMap<string, FamiliesOf> {
  const routes = programs.map((program) => ({ program, conditions: conditionsOf(program) }))
  const tells = (question: string, family: Family, pick: (of: FamiliesOf) => readonly Family[]): boolean =>
    routes.some(({ program, conditions }) =>
      (conditions.get(question) ?? []).some((condition) => {
        const read = questionsIn(condition, program).filter(({ kind }) => kind !== 'consent')
        return read.some((before) => {
          // Told for everybody or not at all, and never by group: `withholdRouted` has judged that.
          if (before.as === 'place' && family.by === 'place') return false
          const own = families.get(before.id)
          const same = own && pick(own).find((one) => tellsGroupsOf(one, family))
          if (same === undefined) return true
          if (before.kind !== 'choose' || read.length > 1) return true
          return same.blocks.some((block) => !treatsAlike(condition, program, before, block))
        })
      }),
    )
  return new Map(
    [...families].map(([question, { places, others }]) => [
      question,
      {
        places: places.filter((family) => !tells(question, family, (of) => of.places)),
        others: others.flatMap((other) =>
          tells(question, other.whole, (of) => of.others.map((one) => one.whole))
            ? []
            : [
                {
                  ...other,
                  within: other.within.filter(
                    (one) => !tells(question, one, (of) => of.others.flatMap((two) => two.within)),
                  ),
                },
              ],
        ),
      },
    ]),
  )
}

/** Each row of `family` is made of whole rows of `one`. */
function tellsGroupsOf(one: Family, family: Family): boolean {
  if (one.by !== family.by || JSON.stringify(one.within) !== JSON.stringify(family.within)) return false
  return family.rows.every(({ row }) =>
    one.rows.every(({ row: { ids } }) => {
      const shared = ids.filter((id) => row.ids.includes(id)).length
      return shared === 0 || shared === ids.length
    }),
  )
}
