import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import { EXPRESSION_NODES } from '../limits.ts'
import type { Compiler } from './compiler.ts'
import type { Path } from './parsed.ts'

const environment = new Environment({ limits: { maxAstNodes: EXPRESSION_NODES, maxDepth: 60 } })

/** Undefined when it is not CEL, or longer than EXPRESSION_NODES; what is wrong has then been reported. */
export function parseCel(compiler: Compiler, path: Path, text: string): ASTNode | undefined {
  try {
    return environment.parse(text).ast
  } catch (error) {
    const { range, summary } = error as { range?: { start: number }; summary?: string }
    const start = range?.start ?? 0
    const at = compiler.parsed.inside(path, start)
    if (/exceeded|limit|max/i.test(summary ?? '')) {
      compiler.report.error(
        at,
        'condition-too-long',
        `This condition is too long: at most ${EXPRESSION_NODES} parts. Split it over nested ifs.`,
      )
    } else {
      compiler.report.error(at, 'condition', `This condition cannot be read: ${advice(text, start, summary)}`)
    }
    return undefined
  }
}

function advice(text: string, start: number, summary: string | undefined): string {
  const rest = text.slice(Math.max(0, start - 1))
  if (/[“”„‘’]/.test(text)) return 'it has curly quotes: use straight ones, "like these".'
  if (/(?<![=<>!])=(?!=)/.test(text)) return 'write == to compare.'
  if (/\b(?:and|or|not)\b/i.test(rest)) return 'write && for and, || for or, ! for not.'
  if (summary?.includes('EOF')) return 'it stops too early: something is missing at its end.'
  return `${summary ?? 'it is not a condition'}.`
}
