/** The rows as a table for a terminal: plain text, columns lined up. */
import type { Row, Target } from './row.ts'

const HEAD = ['measure', 'value', 'unit', 'against', 'value', 'ratio', 'target', ''] as const
/** Columns that hold numbers, set flush right. */
const NUMBERS: ReadonlySet<number> = new Set([1, 4, 5])

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    figure(row.value),
    row.unit,
    row.peer ?? '',
    row.peerValue === null ? '' : figure(row.peerValue),
    row.ratio === null ? '' : row.ratio.toFixed(row.ratio < 10 ? 2 : 0),
    targetOf(row.target),
    row.target === null ? '' : row.ok ? 'ok' : 'MISSED',
  ])
  const widths = HEAD.map((head, at) =>
    Math.max(head.length, ...cells.map((line) => (line[at] ?? '').length)),
  )
  const line = (values: readonly string[]) =>
    values
      .map((value, at) => (NUMBERS.has(at) ? value.padStart(widths[at] ?? 0) : value.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  const notes = rows.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`]))
  return `${[line(HEAD), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line), '', ...notes].join('\n')}\n`
}

const figure = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString('en')
    : value >= 10
      ? value.toFixed(1)
      : value.toPrecision(3)

const targetOf = (target: Target | null): string =>
  target === null ? '' : `${target.is === 'at least' ? '≥' : '≤'} ${target.limit}`
