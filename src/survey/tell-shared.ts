/** The words of a `share:` step: one message that a phone shows at a glance. */
import type { House } from '../engine/house.ts'
import type { Cell, Flag, ShownFinding } from '../findings/finding.ts'
import { type Claim, planFinding } from '../findings/plan-finding.ts'
import { tellFinding } from '../findings/tell-finding.ts'
import { tellFlags, tellWeighting } from '../findings/tell-flags.ts'
import { tellOptions } from '../findings/tell-options.ts'
import type { Teller } from '../findings/teller.ts'
import type { Language } from '../flow/program.ts'
import { directionOf } from '../language/direction.ts'
import { formatDate } from '../language/format-date.ts'
import { formatPercent } from '../language/format-percent.ts'
import { isolate } from '../language/isolate.ts'
import { SHARED_TEXT } from '../limits.ts'
import type { PublishedRound, PublishedSnapshot } from './published.ts'
import type { DatedFinding } from './snapshots.ts'

export type SharedFinding = ShownFinding & Pick<DatedFinding, 'at'>

export interface ShownRound extends Pick<PublishedRound, 'round' | 'programs'> {
  readonly snapshot: PublishedSnapshot
}

export interface ToBeShared {
  readonly teller: Teller
  readonly house: House
  readonly round: ShownRound
  readonly finding: SharedFinding
}

/**
 * The sentence, the largest figures, when people were asked, and who is missing among them. Figures are left out from
 * the last on where the message would be longer than SHARED_TEXT; the rest is never cut.
 */
export function tellShared(shared: ToBeShared): string {
  const { teller, house, finding } = shared
  const before = `${house.say(teller.language, 'share.heading')}\n${tellFinding(teller, finding)}`
  const after = notesOf(shared)
  for (let figures = figuresOf(teller, finding); ; figures = figures.slice(0, -1)) {
    const text = [before, ...(figures.length > 0 ? [figures.join('\n')] : []), after].join('\n\n')
    if (text.length <= SHARED_TEXT || figures.length === 0) return text
  }
}

export const tellNothingYet = (house: House, language: Language): string =>
  house.say(language, 'share.not_yet')

/** So many of the largest figures; one more where nothing is left out with it. */
const MOST_FIGURES = 3

/** Those that the sentence does not give, in the finding's own order. */
function figuresOf(teller: Teller, finding: SharedFinding): string[] {
  const { question, cells } = finding
  const told = new Set(planFinding(finding, teller.wording.asked(question)).flatMap(optionsOf))
  const further = cells.filter(({ options }) => !options.every((option) => told.has(option)))
  const most = further.length === MOST_FIGURES + 1 ? further.length : MOST_FIGURES
  const largest = further.toSorted((one, other) => other.percent - one.percent).slice(0, most)
  return further.filter((cell) => largest.includes(cell)).map((cell) => figure(teller, question, cell))
}

function optionsOf(claim: Claim): readonly string[] {
  if (claim.kind === 'share') return claim.options
  if (claim.kind === 'pool') return claim.share.options
  return 'shares' in claim ? claim.shares.flatMap(({ options }) => options) : []
}

/** A line without a strong letter of its own would be drawn from the left: the mark makes it read from the right. */
function figure(teller: Teller, question: string, cell: Cell): string {
  const start = directionOf(teller.language) === 'rtl' ? '\u200F' : ''
  const label = isolate(tellOptions(teller, question, cell))
  return `${start}• ${label}: ${formatPercent(cell.percent, teller.language)}`
}

function notesOf({ teller, house, round: { round, snapshot }, finding }: ToBeShared): string {
  const { language } = teller
  const say = (path: string, values?: Readonly<Record<string, string>>) => house.say(language, path, values)
  const when =
    round.state === 'closed'
      ? formatDate(round.opened_at, language, 'month')
      : formatDate(finding.at, language)
  const { weighting } = snapshot
  const adjusted = weighting.state === 'raked' ? tellWeighting(teller, weighting) : undefined
  const state = round.state === 'closed' || round.state === 'open' ? round.state : 'so_far'
  return [
    say(`share.${state}`, { date: when }),
    ...(round.made_up ? [say('share.made_up')] : []),
    ...tellFlags(teller, { ...finding, flags: flagsToTell(finding.flags) }),
    // Shorter than on a page: between two questions nobody reads three sentences of it.
    say('share.coverage'),
    ...(adjusted === undefined || finding.cells.length === 0 ? [] : [adjusted]),
  ].join(' ')
}

/** That they are few, the sentence says itself; and who reads that a base is small needs no number for it. */
const flagsToTell = (flags: readonly Flag[]): Flag[] =>
  flags.filter(
    (flag) => flag !== 'few' && !(flag === 'wide' && (flags.includes('few') || flags.includes('small'))),
  )
