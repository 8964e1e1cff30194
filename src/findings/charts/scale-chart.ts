/** Stacked bars of a scale, each a whole: one for everybody, or several to compare groups or rounds. */
import { formatNumber } from '../../language/format-number.ts'
import { formatPercent } from '../../language/format-percent.ts'
import type { Cell, Finding, ShownFinding } from '../finding.ts'
import { tellUnderQuestion } from '../tell-finding.ts'
import { tellOptions } from '../tell-options.ts'
import type { Teller } from '../teller.ts'
import { type Block, EMPTY, stack } from './block.ts'
import type { Caption, Chart, Drawing } from './chart.ts'
import { framed, smallSize } from './frame.ts'
import { legendBlock } from './legend.ts'
import { baselineOf, lineHeight, spaceOf, textBlock, writeLine } from './lettering.ts'
import { adjustedBlock, flagsBlock, listed, notesBlock, withheldBlock } from './notes.ts'
import { type Segment, stackedBar } from './stacked-bar.ts'
import { roomFor } from './wrap.ts'

export interface ScaleRow {
  /** Whose answers, or which round's; empty where there is only one row. */
  readonly label: string
  readonly finding: Finding
}

export interface Scale {
  /** All of one question. */
  readonly rows: readonly ScaleRow[]
}

/**
 * A bar a row, from the first option at the side where reading begins to the last; percents within where they fit,
 * else below with a line to their part. A row that may not be told says why in its place. One legend for all.
 */
export function scaleChart(input: Drawing & Scale & { readonly caption?: Caption }): Chart {
  const { rows, caption } = input
  const findings = rows.map(({ finding }) => finding)
  const drawn = (inner: Drawing) =>
    caption === undefined
      ? scaleBlock(inner, input)
      : stack(
          [scaleBlock(inner, input), flagsBlock(inner, findings), adjustedBlock(inner, findings)],
          inner.textSize * 0.5,
        )
  return framed(input, drawn, describeScale(input, input))
}

/** The same within another picture. */
export function scaleBlock(drawing: Drawing, { rows }: Scale): Block {
  const { teller, texts, textSize } = drawing
  const options = optionsOf(teller, rows)
  const shown = rows.flatMap(({ finding }) => (finding.state === 'shown' ? [finding] : []))
  const bars = rows.map((row) => rowBlock(drawing, options, row, rows.length > 1))
  const pooled = shown.some(({ cells }) => cells.some((cell) => cell.options.length > 1))
  const notes = pooled ? [texts.fill('notes.together', teller.language)] : []
  return stack(
    [
      stack(bars, textSize * 0.7),
      legendBlock(drawing, legendOf(drawing, options, shown)),
      notesBlock(drawing, notes),
    ],
    textSize * 0.7,
  )
}

/** Every figure of a scale in words, row by row. */
export function describeScale({ teller, texts }: Drawing, { rows }: Scale): string {
  const { language } = teller
  const options = optionsOf(teller, rows)
  const told = rows.map(({ label, finding }) => {
    if (finding.state === 'withheld')
      return [label, tellUnderQuestion(teller, finding)].filter(Boolean).join(': ')
    const parts = inOrder(finding, options).map(
      (cell) => `${tellOptions(teller, finding.question, cell)} ${formatPercent(cell.percent, language)}`,
    )
    const list = listed(parts, language)
    return label === '' ? list : texts.fill('describe.row', language, { label, parts: list })
  })
  return texts.fill('describe.scale', language, { rows: told.join('; ') })
}

/** In the flow's order, from one end of the scale to the other; of a question that no program has, as it was told. */
function optionsOf({ wording }: Teller, rows: readonly ScaleRow[]): readonly string[] {
  const asked = wording.asked(rows[0]?.finding.question ?? '')
  if (asked?.kind === 'choose') return asked.options
  const told = rows.flatMap(({ finding }) => (finding.state === 'shown' ? finding.cells : []))
  return [...new Set(told.flatMap(({ options }) => options))]
}

function rowBlock(
  drawing: Drawing,
  options: readonly string[],
  { label, finding }: ScaleRow,
  withBase: boolean,
): Block {
  const head = label === '' ? EMPTY : headOf(drawing, label, withBase ? finding : undefined)
  const gap = drawing.textSize * 0.1
  if (finding.state === 'withheld') return stack([head, withheldBlock(drawing, finding)], gap)
  const segments = inOrder(finding, options).map(
    (cell): Segment => ({
      percent: cell.percent,
      steps: stepsOf(cell, options),
      of: options.length,
    }),
  )
  return stack([head, stackedBar(drawing, segments)], gap)
}

/** The row's name, and at the other end how many answered; below it where both do not fit. */
function headOf({ teller, texts, width, textSize }: Drawing, label: string, finding?: Finding): Block {
  const space = spaceOf(width, teller.language)
  const size = textSize
  const small = smallSize(size)
  const base =
    finding?.state === 'shown'
      ? texts.fill(
          'row_base',
          teller.language,
          { people: formatNumber(finding.base, teller.language) },
          finding.base,
        )
      : ''
  const name = textBlock(space, label, { size, bold: true })
  if (base === '') return name
  const room = roomFor(label, { size, bold: true }) + roomFor(base, { size: small }) + size
  if (room > width) return stack([name, textBlock(space, base, { size: small, tone: 'soft' })], 0)
  const y = name.height - lineHeight(space, size) + baselineOf(space, size)
  return {
    body: name.body + writeLine(space, base, width, y, { size: small, tone: 'soft', anchor: 'end' }),
    height: name.height,
  }
}

/** One entry a name: rows may tell the same options one by one, or together. */
function legendOf({ teller }: Drawing, options: readonly string[], shown: readonly ShownFinding[]) {
  const cells = new Map<string, { readonly cell: Cell; readonly question: string }>()
  for (const finding of shown)
    for (const cell of finding.cells)
      cells.set(cell.part ?? cell.options.join('+'), { cell, question: finding.question })
  return [...cells.values()]
    .toSorted((one, other) => middleOf(one.cell, options) - middleOf(other.cell, options))
    .map(({ cell, question }) => ({
      label: tellOptions(teller, question, cell),
      steps: stepsOf(cell, options),
      of: options.length,
    }))
}

const inOrder = ({ cells }: ShownFinding, options: readonly string[]): readonly Cell[] =>
  cells.toSorted((one, other) => middleOf(one, options) - middleOf(other, options))

/** Where on the scale, counted from 0; options that it does not have stand after it. */
function middleOf(cell: Cell, options: readonly string[]): number {
  const steps = stepsOf(cell, options)
  if (steps.length < cell.options.length) return options.length
  return steps.reduce((sum, step) => sum + step, 0) / steps.length
}

const stepsOf = (cell: Cell, options: readonly string[]): number[] =>
  cell.options
    .map((option) => options.indexOf(option))
    .filter((step) => step >= 0)
    .sort((one, other) => one - other)
