/** Walks the steps of a flow and lets each kind write its code. */
import { NESTED_STEPS, STEPS_IN_A_FLOW } from '../limits.ts'
import { type Compiler, join, placeUnless, type TextNeed, type Way } from './compiler.ts'
import { compileCondition } from './condition.ts'
import { listed, type Report } from './diagnostic.ts'
import { isTree, valueAt } from './explain.ts'
import type { Parsed, Path } from './parsed.ts'
import type { Instruction, Question } from './program.ts'
import type { StepKind } from './steps/kind.ts'
import { STEP_KINDS } from './steps/kinds.ts'
import { suggest } from './suggest.ts'

/** Compiles all steps; what they wrote is in the compiler that comes back, the final `end` included. */
export function compileAllSteps(
  sources: Pick<Compiler, 'levels' | 'places'>,
  parsed: Parsed,
  report: Report,
): Compiler {
  const code: Instruction[] = []
  const needs: TextNeed[] = []
  const questions: Question[] = []
  const way: Way = { certain: new Set(), possible: new Set(), ended: false }
  const compiler: Compiler = {
    report,
    parsed,
    levels: sources.levels,
    places: sources.places,
    code,
    questions,
    ids: gatherIds(parsed, report),
    known: new Map(),
    needs,
    way,
    steps: (path) => compileSteps(compiler, path),
  }
  compiler.steps(['steps'])
  code.push({ kind: 'end', outcome: 'completed' })
  return compiler
}

function compileSteps(compiler: Compiler, path: Path): void {
  const steps = valueAt(compiler.parsed.value, path)
  if (!Array.isArray(steps) || depthOf(path) > NESTED_STEPS) return
  for (const at of steps.keys()) {
    const before = compiler.way
    compileStep(compiler, [...path, at])
    if (!before.ended && compiler.way.ended && at + 1 < steps.length) {
      compiler.report.error(
        compiler.parsed.at([...path, at + 1]),
        'unreachable',
        'Nobody ever comes to this step: every way to it has ended before. Remove it, or the end above it.',
      )
    }
  }
}

function compileStep(compiler: Compiler, path: Path): void {
  const kind = kindOf(compiler, path)
  if (kind === undefined) return
  const when = [...path, 'when']
  if (typeof valueAt(compiler.parsed.value, when) !== 'string') {
    kind.compile(compiler, path)
    return
  }
  const condition = compileCondition(compiler, when)
  const before = compiler.way
  const past = placeUnless(compiler, condition ?? { op: 'value', value: true })
  kind.compile(compiler, path)
  past(compiler.code.length)
  compiler.way = join(before, compiler.way)
}

function kindOf({ parsed, report }: Compiler, path: Path): StepKind | undefined {
  const step = valueAt(parsed.value, path)
  const allowed = STEP_KINDS.map(({ key }) => key)
  if (!isTree(step) || Array.isArray(step)) {
    report.error(
      parsed.at(path),
      'wrong-kind',
      `A step begins with one of ${listed(allowed)}, such as - say: welcome.`,
      { allowed },
    )
    return undefined
  }
  const keys = Object.keys(step)
  const [first, second] = STEP_KINDS.filter(({ key }) => keys.includes(key))
  if (first !== undefined && second !== undefined) {
    report.error(
      parsed.atKey([...path, second.key]),
      'two-kinds',
      `One step does one thing, and this one has both \`${first.key}\` and \`${second.key}\`: begin a new step with - before one of them.`,
    )
    return undefined
  }
  if (first !== undefined) return first
  const [key = ''] = keys
  const suggestion = keys.map((one) => suggest(one, allowed)).find((one) => one !== undefined)
  const given = keys.length === 0 ? 'This step is empty' : `There is no step \`${key}\``
  report.error(
    parsed.atKey([...path, key]),
    'unknown-key',
    `${given}; a step has one of ${listed(allowed)}.`,
    { allowed, suggestion },
  )
  return undefined
}

/** Every id with its step's path, in the flow's order; the second use of an id is reported. */
function gatherIds(parsed: Parsed, report: Report): Map<string, Path> {
  const ids = new Map<string, Path>()
  let count = 0
  const walk = (path: Path): void => {
    const steps = valueAt(parsed.value, path)
    if (!Array.isArray(steps)) return
    if (depthOf(path) > NESTED_STEPS) {
      report.error(
        parsed.at(path),
        'too-deep',
        `Steps can be nested at most ${NESTED_STEPS} deep: use when: on single steps instead.`,
      )
      return
    }
    for (const [at, step] of steps.entries()) {
      if (!isTree(step)) continue
      const inner = [...path, at]
      count += 1
      if (count === STEPS_IN_A_FLOW + 1) {
        report.error(
          parsed.at(inner),
          'too-many',
          `A flow has at most ${STEPS_IN_A_FLOW} steps, nested ones included: split it.`,
        )
      }
      for (const { key, named } of STEP_KINDS) {
        const id = step[key]
        if (!named || typeof id !== 'string') continue
        const first = ids.get(id)
        if (first === undefined) ids.set(id, inner)
        else {
          const line = parsed.at(first).line
          report.error(
            parsed.at([...inner, key]),
            'duplicate-id',
            `The id \`${id}\` is used on line ${line} already: every step needs its own.`,
          )
        }
      }
      walk([...inner, 'then'])
      walk([...inner, 'else'])
    }
  }
  walk(['steps'])
  return ids
}

const depthOf = (path: Path): number => path.filter((key) => key === 'then' || key === 'else').length
