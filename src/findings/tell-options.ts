/** Labels of cells: options, places, parts of a scale, bands of numbers, and those that are only told together. */
import { isolate } from '../language/isolate.ts'
import type { Phrase } from '../language/texts.ts'
import { joinedBand } from './bands.ts'
import { type Cell, UNLISTED } from './finding.ts'
import { fill, listed, numberIn, type Teller } from './teller.ts'

/** A cell's label, to stand alone in a chart or a table: "Generally safe", "From 3 to 5", "Drugs and Other (together)". */
export function tellOptions(teller: Teller, question: string, cell: Pick<Cell, 'options' | 'part'>): string {
  const { wording } = teller
  const band = bandLabel(teller, question, cell.options)
  if (band !== undefined) return band
  const [only = ''] = cell.options
  if (cell.options.length < 2) return wording.option(question, only)
  if (cell.part !== undefined) return wording.part(question, cell.part)
  const names = cell.options.map((option) =>
    isolate(bandLabel(teller, question, [option]) ?? wording.option(question, option)),
  )
  return fill(teller, 'together', { answers: listed(teller, names, 'and') })
}

/** The options inside a sentence: “Drugs” or “Theft”; places stand without quotation marks. */
export function spoken(
  teller: Teller,
  question: string,
  options: readonly string[],
  word: 'and' | 'or',
): Phrase {
  const band = bandLabel(teller, question, options)
  if (band !== undefined) return { phrase: quoted(teller, band) }
  const place = teller.wording.asked(question)?.kind === 'place'
  const names = options.map((option) => {
    if (option === UNLISTED) return fill(teller, 'unlisted_spoken')
    const name = bandLabel(teller, question, [option]) ?? teller.wording.option(question, option)
    return place ? isolate(name) : quoted(teller, name)
  })
  return listed(teller, names, word)
}

/** In the quotation marks of the language. */
export const quoted = (teller: Teller, text: string): string => fill(teller, 'quoted', { text })

/** Undefined when the options are not one band. Of whole numbers a band is told by its first and its last. */
function bandLabel(teller: Teller, question: string, options: readonly string[]): string | undefined {
  const band = joinedBand(options)
  if (band === undefined) return undefined
  const { low, high } = band
  const asked = teller.wording.asked(question)
  const whole = asked?.kind === 'number' && asked.whole
  const number = (value: number) => numberIn(teller, value)
  if (low === null || high === null) {
    if (high !== null) return fill(teller, 'band.under', { high: number(high) })
    return low === null ? fill(teller, 'band.any') : fill(teller, 'band.from', { low: number(low) })
  }
  if (whole && high - low === 1) return number(low)
  return whole
    ? fill(teller, 'band.whole', { low: number(low), high: number(high - 1) })
    : fill(teller, 'band.between', { low: number(low), high: number(high) })
}
