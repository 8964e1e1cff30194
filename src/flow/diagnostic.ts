/** What is wrong with a flow, its places or its texts: data for the author, never an exception. */
export interface Diagnostic {
  /** An error keeps a flow from running; a notice tells something that the author may want to know. */
  readonly severity: 'error' | 'notice'
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 units as editors do. */
  readonly column: number
  /** A short stable word, such as `unknown-key`, for programs that read the list. */
  readonly code: string
  /** Names what was given, and what to do. */
  readonly message: string
  /** Everything that could stand here instead, where that is a closed list. */
  readonly allowed?: readonly string[]
  /** The most likely of them. */
  readonly suggestion?: string
}

export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface More {
  readonly allowed?: readonly string[]
  readonly suggestion?: string | undefined
}

/** Gathers diagnostics, each at most once. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[]
  error(at: Position, code: string, message: string, more?: More): void
  notice(at: Position, code: string, message: string, more?: More): void
}

export function createReport(): Report {
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  const add = (
    severity: Diagnostic['severity'],
    at: Position,
    code: string,
    message: string,
    more: More = {},
  ) => {
    const key = JSON.stringify([at.file, at.line, at.column, code, message])
    if (seen.has(key)) return
    seen.add(key)
    const { allowed, suggestion } = more
    const { file, line, column } = at
    diagnostics.push({
      severity,
      file,
      line,
      column,
      code,
      message: suggestion === undefined ? message : `${message} Did you mean \`${suggestion}\`?`,
      ...(allowed === undefined ? {} : { allowed }),
      ...(suggestion === undefined ? {} : { suggestion }),
    })
  }
  return {
    diagnostics,
    error: (at, code, message, more) => add('error', at, code, message, more),
    notice: (at, code, message, more) => add('notice', at, code, message, more),
  }
}

/** `a`, `b` or `c`, each in backticks, for the end of a sentence; a long list is cut after twelve. */
export function listed(words: readonly string[], joint = 'or'): string {
  const quoted = words.slice(0, 12).map((word) => `\`${word}\``)
  if (words.length > 12) return `${quoted.join(', ')} and ${words.length - 12} more`
  const last = quoted.pop()
  if (last === undefined) return 'nothing'
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${joint} ${last}`
}
