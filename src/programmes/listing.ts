/** Diagnostics as a person reads them in a terminal. */
import { isAbsolute, relative } from 'node:path'
import type { Diagnostic } from '../flow/diagnostic.ts'

/** Grouped by file, an empty line between two files, the columns under each other. */
export function listing(diagnostics: readonly Diagnostic[]): string {
  const files = new Map<string, Diagnostic[]>()
  for (const diagnostic of diagnostics) {
    files.set(diagnostic.file, [...(files.get(diagnostic.file) ?? []), diagnostic])
  }
  const blocks = [...files.values()].map((group) => {
    const rows = group.map((one) => ({ one, place: `${shortened(one.file)}:${one.line}:${one.column}` }))
    const width = Math.max(...rows.map(({ place }) => place.length))
    return rows
      .map(
        ({ one, place }) =>
          `${place.padEnd(width)} ${one.severity.padEnd(6)}  ${one.message}  (${one.code})\n`,
      )
      .join('')
  })
  return blocks.map((block) => `${block}\n`).join('')
}

/** As a person in this folder would write it, where it lies below it. */
export function shortened(file: string): string {
  const short = relative(process.cwd(), file)
  return short === '' || short.startsWith('..') || isAbsolute(short) ? file : short
}
