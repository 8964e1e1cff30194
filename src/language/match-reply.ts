/**
 * What a typed reply means among the options shown. The order is fixed: the whole label, its number, a word for yes
 * or no, the unambiguous start of a label, a small slip of the finger. Nothing is guessed between two.
 */
import { digits, visible } from './digits.ts'
import { editDistance } from './edit-distance.ts'
import { normalise } from './normalise.ts'

export interface Labelled {
  readonly id: string
  readonly label: string
}

/** The options of one question in one language, prepared once for matching. */
export interface MatchTable {
  readonly language: string
  readonly options: readonly Labelled[]
  /** Keys in the options' order. */
  readonly keys: readonly string[]
  /** Null where two options share a key. */
  readonly byKey: ReadonlyMap<string, string | null>
  /** Whole messages that mean something of their own: `لا` is no start of `لا أعرف`, nor `no` of `No worries`. */
  readonly complete: ReadonlySet<string>
}

export type Match =
  | { readonly kind: 'one'; readonly id: string }
  /** Several options fit: which. */
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] }
  | { readonly kind: 'none' }

const NONE: Match = { kind: 'none' }
/** Longer texts are not looked at: no label is near that long. */
const LONGEST = 400
/** The start of a label counts from three letters on. */
const SHORTEST_START = 3

/** `extra` are further spellings of an option; `complete` are texts that must never be taken for a part of a label. */
export function matchTable(
  options: readonly Labelled[],
  language: string,
  extra: readonly Labelled[] = [],
  complete: readonly string[] = [],
): MatchTable {
  const keys = options.map((option) => normalise(option.label, language))
  const byKey = new Map<string, string | null>()
  options.forEach((option, index) => {
    const key = keys[index] ?? ''
    byKey.set(key, byKey.has(key) ? null : option.id)
  })
  addShortened(byKey, options, keys)
  for (const { id, label } of extra) {
    const key = normalise(label, language)
    if (!byKey.has(key)) byKey.set(key, id)
  }
  return {
    language,
    options,
    keys,
    byKey,
    complete: new Set(complete.map((text) => normalise(text, language))),
  }
}

/** People leave out the article of names: `Zubair` for `Al-Zubair`, `زبير` for `الزبير`. */
function addShortened(
  byKey: Map<string, string | null>,
  options: readonly Labelled[],
  keys: readonly string[],
): void {
  const shortened = new Map<string, string | null>()
  options.forEach(({ id }, index) => {
    const short = (keys[index] ?? '').replace(ARTICLE, '')
    if (short.length >= 3 && short !== keys[index]) shortened.set(short, shortened.has(short) ? null : id)
  })
  for (const [key, id] of shortened) if (!byKey.has(key)) byKey.set(key, id)
}

const ARTICLE = /^(?:al |ال)/

/** The option whose whole label (or yes/no word) this is, or undefined. */
export function matchLabel(text: string, table: MatchTable): string | undefined {
  if (text.length > LONGEST) return undefined
  return table.byKey.get(normalise(text, table.language)) ?? undefined
}

/** One reply to one choice. Numbers count from 1 in the options' order. */
export function matchReply(text: string, table: MatchTable): Match {
  if (text.length > LONGEST) return NONE
  const key = normalise(text, table.language)
  if (key === '') return NONE
  const exact = table.byKey.get(key)
  if (exact !== undefined && exact !== null) return { kind: 'one', id: exact }
  if (exact === null) return several(table, (other) => other === key || other.replace(ARTICLE, '') === key)
  if (table.complete.has(key)) return NONE
  return byNumber(text, table) ?? byLine(text, table) ?? byStart(key, table) ?? bySlip(key, table)
}

function byNumber(text: string, table: MatchTable): Match | undefined {
  const found = /^\s*[(#]?\s*([0-9]{1,3})\s*[.):،-]?\s*$/.exec(visible(digits(text)))
  if (found === null) return undefined
  const number = found[1] ?? ''
  const option = table.options[Number(number) - 1]
  const token = String(Number(number))
  const named = table.options.filter((_, index) => (table.keys[index] ?? '').split(' ', 1)[0] === token)
  const all = option === undefined || named.includes(option) ? named : [option, ...named]
  if (all.length === 1 && all[0] !== undefined) return { kind: 'one', id: all[0].id }
  return all.length === 0 ? NONE : { kind: 'ambiguous', ids: all.map(({ id }) => id) }
}

/** A whole line of a numbered list, copied: `3. Generally unsafe`. */
function byLine(text: string, table: MatchTable): Match | undefined {
  const found = /^\s*([0-9]{1,3})\s*[.):،-]\s*(.+)$/s.exec(visible(digits(text)))
  const option = table.options[Number(found?.[1]) - 1]
  if (option === undefined || matchLabel(found?.[2] ?? '', table) !== option.id) return undefined
  return { kind: 'one', id: option.id }
}

function byStart(key: string, table: MatchTable): Match | undefined {
  if (key.length < SHORTEST_START || /^[0-9]+$/.test(key)) return undefined
  const found = several(table, (other) => other.startsWith(key))
  return found.kind === 'none' ? undefined : found
}

/** Slips allowed grow with the word; a key with digits must be typed right (16 and 18 are one slip apart). */
function bySlip(key: string, table: MatchTable): Match {
  const allowed = slipsAllowed(key)
  if (allowed === 0) return NONE
  let best = allowed + 1
  let second = Number.POSITIVE_INFINITY
  let id = ''
  table.keys.forEach((other, index) => {
    if (/[0-9]/.test(other)) return
    const distance = editDistance(key, other, allowed * 2)
    if (distance < best) {
      second = best <= allowed ? best : second
      best = distance
      id = table.options[index]?.id ?? ''
    } else if (distance < second) second = distance
  })
  return best <= allowed && second > best && second >= best * 2 ? { kind: 'one', id } : NONE
}

function slipsAllowed(key: string): number {
  if (key.length < 4 || key.length > 60 || /[0-9]/.test(key)) return 0
  return key.length < 8 ? 1 : 2
}

function several(table: MatchTable, fits: (key: string) => boolean): Match {
  const ids = table.options.filter((_, index) => fits(table.keys[index] ?? '')).map(({ id }) => id)
  const [only] = ids
  if (only === undefined) return NONE
  return ids.length === 1 ? { kind: 'one', id: only } : { kind: 'ambiguous', ids }
}

/** Options in the table's order, or the first part of the reply that could not be understood. */
export type Matches =
  | { readonly kind: 'some'; readonly ids: readonly string[] }
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] }
  | { readonly kind: 'none' }

const LISTED = /[,،;؛\n+&/|]+/
/** " and " in the languages spoken here; in Arabic script و may stand glued to a number: ١ و٣. */
const JOINED = /\s+(?:and|و|لەگەڵ)\s+|\s+و(?=[0-9])/gu

/** One reply that may name several options: `1 3`, `1 and 3`, `١ و ٣`, `theft, drugs`. */
export function matchSeveral(text: string, table: MatchTable): Matches {
  const whole = matchReply(text, table)
  if (whole.kind === 'one') return { kind: 'some', ids: [whole.id] }
  if (text.length > LONGEST) return { kind: 'none' }
  const ids = new Set<string>()
  for (const part of visible(digits(text)).split(LISTED)) {
    if (part.trim() === '') continue
    const found = matchReply(part, table)
    if (found.kind === 'one') ids.add(found.id)
    else {
      const inner = matchJoined(part, table)
      if (inner.kind !== 'some') return whole.kind === 'ambiguous' ? whole : inner
      for (const id of inner.ids) ids.add(id)
    }
  }
  if (ids.size === 0) return { kind: 'none' }
  return { kind: 'some', ids: table.options.filter(({ id }) => ids.has(id)).map(({ id }) => id) }
}

function matchJoined(part: string, table: MatchTable): Matches {
  const spaced = part.trim().replace(JOINED, ' ')
  const numbers = /^[0-9 ]+$/.test(spaced)
  const pieces = numbers ? spaced.split(/ +/) : part.trim().split(JOINED)
  if (pieces.length < 2) {
    const found = matchReply(part, table)
    return found.kind === 'one' ? { kind: 'some', ids: [found.id] } : found
  }
  const ids: string[] = []
  for (const piece of pieces) {
    const found = matchReply(piece, table)
    if (found.kind !== 'one') return found
    ids.push(found.id)
  }
  return { kind: 'some', ids }
}
