/**
 * What the kinds of steps write to while a flow is compiled: the code, the questions, and which questions a person
 * may or must have met on the way to this step.
 */
import type { Report } from './diagnostic.ts'
import type { Expression } from './expression.ts'
import type { Parsed, Path } from './parsed.ts'
import type { Instruction, Place, Question } from './program.ts'

export interface Compiler {
  readonly report: Report
  readonly parsed: Parsed
  readonly levels: readonly string[]
  readonly places: readonly Place[]
  readonly code: Instruction[]
  readonly questions: Question[]
  /** Every id in the flow, with the path of the step that has it: also of steps further down. */
  readonly ids: ReadonlyMap<string, Path>
  /** The questions compiled so far, by id. Undefined: the step is faulty, and that was reported. */
  readonly known: Map<string, Question | undefined>
  readonly needs: TextNeed[]
  way: Way
  /** Compiles the list of steps at this path. */
  steps(path: Path): void
}

/** What is sure and what is possible at one place in the flow. */
export interface Way {
  /** Ids of questions that were put on every way here. */
  readonly certain: ReadonlySet<string>
  /** Ids of questions that were put on some way here. */
  readonly possible: ReadonlySet<string>
  /** No way leads here: every one has ended. */
  readonly ended: boolean
}

/** The texts that one step needs in every language. */
export interface TextNeed {
  readonly step: string
  readonly path: Path
  readonly way: Way
  /** Absent for a say. */
  readonly question?: Question
  /** Options of the question whose labels are built in, so that the locales need not have them. */
  readonly builtIn: ReadonlySet<string>
  /** The text is written in plural forms, and this number question decides; empty when it is faulty, and reported. */
  readonly count?: string
}

/** A jump that is written before its goal is known. */
export function placeUnless(compiler: Compiler, condition: Expression): (to: number) => void {
  const at = compiler.code.push({ kind: 'unless', condition, to: -1 }) - 1
  return (to) => {
    compiler.code[at] = { kind: 'unless', condition, to }
  }
}

export function placeJump(compiler: Compiler): (to: number) => void {
  const at = compiler.code.push({ kind: 'jump', to: -1 }) - 1
  return (to) => {
    compiler.code[at] = { kind: 'jump', to }
  }
}

/** Where two ways come together again. One that has ended brings nothing. */
export function join(one: Way, other: Way): Way {
  if (one.ended) return other
  if (other.ended) return one
  return {
    certain: new Set([...one.certain].filter((id) => other.certain.has(id))),
    possible: new Set([...one.possible, ...other.possible]),
    ended: false,
  }
}

export function meet(way: Way, id: string): Way {
  return { ...way, certain: new Set([...way.certain, id]), possible: new Set([...way.possible, id]) }
}
