/** What stands under a chart: how it is to be read, and what it does not show. */
import { directionOf } from '../../language/direction.ts'
import { isolate } from '../../language/isolate.ts'
import type { Finding, ShownFinding, WithheldFinding } from '../finding.ts'
import { tellUnderQuestion } from '../tell-finding.ts'
import { tellAdjusted, tellFlags } from '../tell-flags.ts'
import { tellOptions } from '../tell-options.ts'
import { type Block, EMPTY } from './block.ts'
import type { Drawing } from './chart.ts'
import { smallSize } from './frame.ts'
import { spaceOf, textBlock } from './lettering.ts'
import { COLOURS } from './palette.ts'
import { moved, rect } from './svg.ts'

/** Small and soft, one after the other. */
export function notesBlock({ width, textSize, teller }: Drawing, notes: readonly string[]): Block {
  const text = notes.filter((note) => note !== '').join(' ')
  if (text === '') return EMPTY
  return textBlock(spaceOf(width, teller.language), text, { size: smallSize(textSize), tone: 'soft' })
}

/** Several answers, options told together, options not shown. */
export function notesOn({ teller, texts }: Drawing, finding: ShownFinding): string[] {
  const { language } = teller
  const notes: string[] = []
  if (finding.kind === 'choose_many' && finding.cells.length > 0)
    notes.push(texts.fill('notes.several', language))
  if (finding.cells.some(({ options }) => options.length > 1))
    notes.push(texts.fill('notes.together', language))
  if (finding.hidden.length > 0) {
    const names = finding.hidden.map((option) => tellOptions(teller, finding.question, { options: [option] }))
    notes.push(texts.fill('notes.hidden', language, { options: listed(names, language) }))
  }
  return notes
}

/** How far findings carry: few people, a question that was changed half-way. Each said once. */
export function flagsBlock(drawing: Drawing, findings: readonly Finding[]): Block {
  const told = findings.flatMap((one) => (one.state === 'shown' ? tellFlags(drawing.teller, one) : []))
  return notesBlock(drawing, [...new Set(told)])
}

/** That percents are adjusted: once on a picture, however many of its figures are. A page says it itself. */
export function adjustedBlock(drawing: Drawing, findings: readonly Finding[]): Block {
  const told = tellAdjusted(drawing.teller, findings)
  return told === undefined ? EMPTY : notesBlock(drawing, [told])
}

/** Where a chart would be: why there is none. */
export function withheldBlock({ width, textSize, teller }: Drawing, finding: WithheldFinding): Block {
  const space = spaceOf(width, teller.language)
  const pad = textSize * 0.6
  const inner = { ...space, width: width - 2 * pad }
  const text = textBlock(inner, tellUnderQuestion(teller, finding), { size: textSize, tone: 'soft' })
  const height = text.height + 2 * pad
  const edge = textSize / 12
  const outline = rect(space, edge / 2, edge / 2, width - edge, height - edge, {
    fill: 'none',
    stroke: COLOURS.edge,
    'stroke-width': edge,
    'stroke-dasharray': `${textSize * 0.4} ${textSize * 0.3}`,
    rx: textSize * 0.25,
    class: 'c-edge-line',
  })
  return { body: outline + moved(text.body, pad, pad), height }
}

/** Names side by side: a comma needs no "and". */
export const listed = (names: readonly string[], language: string): string =>
  names.map(isolate).join(directionOf(language) === 'rtl' ? '، ' : ', ')
