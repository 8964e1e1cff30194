import type { Compiler } from '../compiler.ts'
import { listed } from '../diagnostic.ts'
import type { Path } from '../parsed.ts'
import { suggest } from '../suggest.ts'

/** The number question that `count:` names; undefined when there is none, or it is faulty and reported. */
export function countedBy(compiler: Compiler, path: Path, id: string | undefined): string | undefined {
  if (id === undefined) return undefined
  const { possible } = compiler.way
  const question = compiler.known.get(id)
  if (possible.has(id) && compiler.known.has(id) && question === undefined) return undefined
  if (question?.kind === 'number' && possible.has(id)) return id
  const allowed = [...possible].filter((other) => compiler.known.get(other)?.kind === 'number')
  const have =
    allowed.length === 0
      ? 'none is asked before this step'
      : `asked before this step: ${listed(allowed, 'and')}`
  compiler.report.error(
    compiler.parsed.at([...path, 'count']),
    'unknown-question',
    `count must name a number question asked before it, and \`${id}\` is not one; ${have}.`,
    { allowed, suggestion: suggest(id, allowed) },
  )
  return undefined
}
