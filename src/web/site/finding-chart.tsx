/** Charts within a page: the same that pictures are made of. */
import { raw } from 'hono/html'
import { barChart } from '../../findings/charts/bar-chart.ts'
import type { Chart } from '../../findings/charts/chart.ts'
import { type ScaleRow, scaleChart } from '../../findings/charts/scale-chart.ts'
import { trendChart } from '../../findings/charts/trend-chart.ts'
import type { Finding } from '../../findings/finding.ts'
import type { Trend } from '../../findings/trend.ts'
import type { Names } from './names.ts'

/** Undefined: there is nothing to draw that the sentence does not say. */
export function chartOf(names: Names, finding: Finding): Chart | undefined {
  if (finding.state === 'withheld' || finding.cells.length === 0) return undefined
  return isScale(names, finding.question)
    ? scaleChart({ ...names.drawing, rows: [{ label: '', finding }] })
    : barChart({ ...names.drawing, finding })
}

/** Groups or rounds, one below the other; undefined where the question is no scale. */
export const rowsChart = (names: Names, question: string, rows: readonly ScaleRow[]): Chart | undefined =>
  isScale(names, question) ? scaleChart({ ...names.drawing, rows }) : undefined

export const linesChart = (names: Names, trend: Trend): Chart => trendChart({ ...names.drawing, trend })

/** The first charts, as many as so many bytes of a page can hold; each of the others stands on a page of its own. */
export function withinPage(
  charts: readonly (Chart | undefined)[],
  bytes: number,
): readonly (Chart | undefined)[] {
  let left = bytes
  return charts.map((chart) => {
    left -= chart === undefined ? 0 : Buffer.byteLength(compact(chart.svg))
    return left < 0 ? undefined : chart
  })
}

export function ChartFigure({ chart }: { chart: Chart }) {
  return <div class="figure">{raw(compact(chart.svg))}</div>
}

/** Its answers stand in an order: they are drawn as one bar. */
export function isScale({ wording }: Pick<Names, 'wording'>, question: string): boolean {
  const asked = wording.asked(question)
  return asked?.kind === 'choose' && asked.scale !== undefined
}

/**
 * What chart.css gives every chart need not stand in each, over a bad link: it has a rule for every class that is left,
 * and texts in ink and of the common size need none.
 */
export function compact(svg: string): string {
  const end = svg.indexOf('>')
  const root = svg.slice(0, end).replaceAll(/ (?:xmlns|font-family|fill|direction)="[^"]*"/g, '')
  const body = svg
    .slice(end)
    .replaceAll(/ (?:fill|stroke)="#[0-9a-f]{6}"( stroke-width="[0-9.]+")? class="c-/g, '$1 class="c-')
    .replaceAll(/(<text[^>]*?) font-size="16"/g, '$1')
    .replaceAll(/(<text[^>]*?) class="c-ink"/g, '$1')
  return root + body
}
