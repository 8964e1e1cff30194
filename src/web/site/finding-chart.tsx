/** Charts within a page: the same that pictures are made of. */
import { raw } from 'hono/html'
import { barChart } from '../../findings/charts/bar-chart.ts'
import type { Chart } from '../../findings/charts/chart.ts'
import { type ScaleRow, scaleChart } from '../../findings/charts/scale-chart.ts'
import { trendChart } from '../../findings/charts/trend-chart.ts'
import type { ShownFinding } from '../../findings/finding.ts'
import type { Trend } from '../../findings/trend.ts'
import type { Names } from './names.ts'

/** Undefined: there is nothing to draw that the sentence does not say. */
export function chartOf(names: Names, finding: ShownFinding): Chart | undefined {
  if (finding.cells.length === 0) return undefined
  return isScale(names, finding.question)
    ? scaleChart({ ...names.drawing, rows: [{ label: '', finding }] })
    : barChart({ ...names.drawing, finding })
}

/** Groups or rounds, one below the other; undefined where the question is no scale. */
export const rowsChart = (names: Names, question: string, rows: readonly ScaleRow[]): Chart | undefined =>
  isScale(names, question) ? scaleChart({ ...names.drawing, rows }) : undefined

export const linesChart = (names: Names, trend: Trend): Chart => trendChart({ ...names.drawing, trend })

export function ChartFigure({ chart }: { chart: Chart }) {
  return <div class="figure">{raw(compact(chart.svg))}</div>
}

/** Its answers stand in an order: they are drawn as one bar. */
export function isScale({ wording }: Pick<Names, 'wording'>, question: string): boolean {
  const asked = wording.asked(question)
  return asked?.kind === 'choose' && asked.scale !== undefined
}

/** What the stylesheet gives every chart need not stand in each: chart.css has a rule for every class that is left. */
const compact = (svg: string): string =>
  svg
    .replace(' xmlns="http://www.w3.org/2000/svg"', '')
    .replaceAll(/ (?:fill|stroke)="#[0-9a-f]{6}"( stroke-width="[0-9.]+")? class="c-/g, '$1 class="c-')
