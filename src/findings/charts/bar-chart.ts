/** Bars of one question: one an option, a place or a band of numbers. */
import { formatNumber } from '../../language/format-number.ts'
import { formatPercent } from '../../language/format-percent.ts'
import type { Cell, Finding, FindingNumbers, ShownFinding } from '../finding.ts'
import { tellUnderQuestion } from '../tell-finding.ts'
import { tellOptions } from '../tell-options.ts'
import { type Block, stack } from './block.ts'
import { type Caption, type Chart, type Drawing, WIDE } from './chart.ts'
import { framed } from './frame.ts'
import { hatchedRect } from './hatch.ts'
import { baselineOf, lineHeight, spaceOf, textBlock, writeLine } from './lettering.ts'
import { adjustedBlock, flagsBlock, listed, notesBlock, notesOn, withheldBlock } from './notes.ts'
import { COLOURS, fill, stroke } from './palette.ts'
import { rect } from './svg.ts'
import { roomFor } from './wrap.ts'

export interface BarInput extends Drawing {
  readonly finding: Finding
  readonly caption?: Caption
}

/**
 * A bar for each of the finding's cells, in their order, with its name above it and its percent beside the name. Options
 * told together have a striped bar; those not told are named below. Without bands, a number's middle in large type. A
 * picture with a caption also says how far the finding carries; a page says that itself.
 */
export function barChart(input: BarInput): Chart {
  const { finding, caption } = input
  const drawn = (inner: Drawing) =>
    caption === undefined
      ? barBlock(inner, finding)
      : stack(
          [barBlock(inner, finding), flagsBlock(inner, [finding]), adjustedBlock(inner, [finding])],
          inner.textSize * 0.5,
        )
  return framed(input, drawn, describeBars(input, finding))
}

/** The same within another picture. */
export function barBlock(drawing: Drawing, finding: Finding): Block {
  if (finding.state === 'withheld') return withheldBlock(drawing, finding)
  if (finding.cells.length === 0 && finding.numbers !== undefined)
    return numbersBlock(drawing, finding.numbers)
  return barsOf(drawing, finding, finding.cells, notesOn(drawing, finding))
}

/** Only its largest cells, the largest first, where it `hasMore`; who draws them says so. */
export function largestBars(drawing: Drawing, finding: Finding, most: number): Block {
  if (!hasMore(finding, most)) return barBlock(drawing, finding)
  // Options told as one are not among them: that they are many says nothing of any of them.
  const single = finding.cells.filter(({ options }) => options.length === 1)
  const cells = single.toSorted((one, other) => other.percent - one.percent).slice(0, most)
  return barsOf(drawing, finding, cells, [])
}

/** Whether `largestBars` leaves any out. */
export function hasMore(finding: Finding, most: number): finding is ShownFinding {
  if (finding.state === 'withheld' || finding.cells.length <= most) return false
  return finding.cells.some(({ options }) => options.length === 1)
}

function barsOf(
  drawing: Drawing,
  { question }: ShownFinding,
  cells: readonly Cell[],
  notes: readonly string[],
): Block {
  const { teller, textSize } = drawing
  const names = cells.map((cell) => tellOptions(teller, question, cell))
  const row = rowOf(drawing, names)
  const bars = cells.map((cell, at) => barOf(drawing, cell, names[at] ?? '', row))
  const gap = textSize * (row.below ? 0.5 : 0.15)
  return stack([stack(bars, gap), notesBlock(drawing, notes)], textSize * 0.6)
}

/** Every figure of a bar chart in words. */
export function describeBars({ teller, texts }: Drawing, finding: Finding): string {
  const { language } = teller
  if (finding.state === 'withheld') return tellUnderQuestion(teller, finding)
  if (finding.cells.length === 0 && finding.numbers !== undefined)
    return texts.fill('median', language, { median: formatNumber(finding.numbers.median, language) })
  const parts = finding.cells.map(
    (cell) => `${tellOptions(teller, finding.question, cell)} ${formatPercent(cell.percent, language)}`,
  )
  return texts.fill('describe.bars', language, { parts: listed(parts, language) })
}

/** Where the parts of a bar's row lie, counted from the side where reading begins. */
interface Row {
  readonly labelWidth: number
  readonly barStart: number
  readonly barWidth: number
  /** The bar below its name, not beside it. */
  readonly below: boolean
}

/** The most that names take of a wide row. */
const NAMES = 0.42

/** The same for all bars of a chart, or they could not be compared. */
function rowOf({ teller, width, textSize: size }: Drawing, labels: readonly string[]): Row {
  const percents = roomFor(formatPercent(100, teller.language), { size, bold: true })
  const labelWidth = width - percents - size * 0.4
  if (width < WIDE * size) return { labelWidth, barStart: 0, barWidth: width, below: true }
  const widest = labels.reduce((most, label) => Math.max(most, roomFor(label, { size })), 0)
  const names = Math.min(width * NAMES, widest + 1)
  const barStart = names + size * 0.5
  return { labelWidth: names, barStart, barWidth: labelWidth - barStart, below: false }
}

function barOf({ teller, width, textSize: size }: Drawing, cell: Cell, name: string, row: Row): Block {
  const space = spaceOf(width, teller.language)
  const label = textBlock(space, name, { size, width: row.labelWidth })
  const lastLine = label.height - lineHeight(space, size)
  const figure = writeLine(
    space,
    formatPercent(cell.percent, teller.language),
    width,
    (row.below ? lastLine : lastLine / 2) + baselineOf(space, size),
    { size, bold: true, anchor: 'end' },
  )
  const thick = size * (row.below ? 0.62 : 0.8)
  const top = row.below ? label.height + size * 0.04 : (label.height - thick) / 2
  const long = (Math.min(100, Math.max(0, cell.percent)) / 100) * row.barWidth
  const round = { rx: size * 0.14 }
  const track = rect(space, row.barStart, top, row.barWidth, thick, { ...fill('track'), ...round })
  return {
    body: label.body + figure + track + bar(),
    height: row.below ? top + thick : label.height,
  }

  function bar(): string {
    if (long <= 0) return ''
    if (cell.options.length === 1)
      return rect(space, row.barStart, top, long, thick, { ...fill('accent'), ...round })
    const edge = size / 11
    const box = {
      start: row.barStart + edge / 2,
      y: top + edge / 2,
      width: Math.max(edge, long - edge),
      height: thick - edge,
    }
    const outline = { ...fill('ground'), stroke: COLOURS.accent, 'stroke-width': edge, class: 'c-pool' }
    return hatchedRect(space, box, size * 0.36, { ground: outline, line: stroke('accent', edge) })
  }
}

function numbersBlock(drawing: Drawing, numbers: FindingNumbers): Block {
  const { teller, texts, width, textSize } = drawing
  const { language } = teller
  const space = spaceOf(width, language)
  const number = (value: number) => formatNumber(value, language)
  const { median, lowerQuartile: low, upperQuartile: high } = numbers
  const figure = textBlock(space, number(median), { size: textSize * 3, bold: true, tone: 'accent' })
  const sentences = [texts.fill('median', language, { median: number(median) })]
  if (low !== undefined && high !== undefined)
    sentences.push(texts.fill('quartiles', language, { low: number(low), high: number(high) }))
  const lines = sentences.map((sentence) => textBlock(space, sentence, { size: textSize }))
  return stack([figure, ...lines], textSize * 0.2)
}
