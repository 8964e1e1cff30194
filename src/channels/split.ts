/** Cuts a long text where a reader would: at a paragraph, a line, a sentence, a word; inside a word only at last. */

/** Each with the end of the piece before it; the gap itself goes. */
const BREAKS = [/\n\s*\n/g, /\n/g, /[.!?؟…۔]\s+/g, /\s+/g]

/**
 * Pieces of at most `most` UTF-16 code units, in order, none of them blank. Nothing but white space at the cuts is lost.
 * Works in linear time for any text.
 */
export function split(text: string, most: number): string[] {
  const pieces: string[] = []
  let rest = text.trim()
  while (rest.length > most) {
    const end = cut(rest, most)
    pieces.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  pieces.push(rest)
  return pieces.filter((piece) => piece !== '')
}

/** The last good break within reach; a break in the first half would leave a stump, so a weaker one further on wins. */
function cut(text: string, most: number): number {
  const reach = text.slice(0, most)
  for (const pattern of BREAKS) {
    let end = 0
    for (const found of reach.matchAll(pattern)) end = found.index + found[0].length
    if (end > most / 2) return end
  }
  const last = reach.charCodeAt(most - 1)
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff
  return isHighSurrogate ? most - 1 : most
}
