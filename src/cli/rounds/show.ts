/** `hearback round show`: how a round goes, for whoever runs it. */
import { type Wording, wordingOf } from '../../findings/wording.ts'
import { CLOSING_TIME, STAFF_MINIMUM } from '../../limits.ts'
import { readProgrammes } from '../../programmes/read-programmes.ts'
import { readSettings } from '../../settings.ts'
import { type Charge, readCharges } from '../../store/charges.ts'
import type { Database } from '../../store/database.ts'
import { type RoundRow, readRounds } from '../../store/rounds.ts'
import { type Progress, readProgress, type StaffCount, type TargetProgress } from '../../survey/progress.ts'
import { programsOf } from '../../survey/read-round.ts'
import { faultsOf } from '../../survey/round-dates.ts'
import { stands } from '../../survey/rounds.ts'
import { listTargets, targetsOf } from '../../survey/targets.ts'
import type { ExitCode, Io } from '../command.ts'
import { findAllRounds } from '../survey-store.ts'
import { asCharge, asJson } from './list.ts'
import type { WantedShow } from './wanted.ts'
import { billable, described, moment, number } from './words.ts'

/** Questions at which people left that are worth a look. */
const QUESTIONS = 5
const QUESTION_CHARACTERS = 60
const BAR = 20

export async function showRound(
  database: Database,
  wanted: WantedShow,
  io: Io,
  now: number,
): Promise<ExitCode> {
  const rounds = await findAllRounds(database, wanted, io)
  if (rounds === undefined) return 1
  const own = rounds.filter(({ summary }) => summary === null)
  const begun = own.filter(({ state }) => state !== 'planned')
  const round = wanted.round === undefined ? (own.find(stands) ?? begun.at(-1) ?? own.at(-1)) : rounds[0]
  if (round === undefined) return 1
  const minimum = staffMinimum(io, round.programme)
  const charges = (await readCharges(database)).filter((charge) => charge.round === round.id)
  const waits = round.state === 'planned' ? await whyItWaits(database, round, now) : []
  const progress = round.state === 'planned' ? undefined : await readProgress(database, round, minimum)
  if (wanted.json) {
    const more = { billable: charges.map(asCharge), waits, minimum, progress: progress ?? null }
    io.out(`${JSON.stringify({ ...asJson(round), ...more }, null, 2)}\n`)
    return 0
  }
  const programs = (await programsOf(database, round)) ?? []
  const wording = wordingOf(programs, wanted.language, '…')
  const idOf = (by: string) => programs.flatMap(({ questions }) => questions).find(({ as }) => as === by)?.id
  const told: Telling = { minimum, wording, label: (by, id) => wording.option(idOf(by) ?? '', id) }
  const parts = [head(round, charges, waits, told)]
  if (progress === undefined) parts.push(plannedTargets(round, told))
  else parts.push(stages(progress, told), whereTheyLeft(progress, told), targets(progress, told))
  io.out(`${parts.filter((part) => part !== '').join('\n\n')}\n`)
  return 0
}

interface Telling {
  readonly minimum: number
  readonly wording: Wording
  /** What people see a place, a sex or an age band called. */
  label(by: string, id: string): string
}

/** The programme's own, where its folder is there; the least one that any may have otherwise. */
function staffMinimum(io: Io, programme: string): number {
  const { FLOWS_DIR, LOCALES_DIR } = readSettings(io.env)
  const { programmes } = readProgrammes({ flowsDir: FLOWS_DIR, localesDir: LOCALES_DIR })
  return programmes.find(({ name }) => name === programme)?.analysis.minimum.staff ?? STAFF_MINIMUM
}

async function whyItWaits(database: Database, round: RoundRow, now: number): Promise<string[]> {
  const rounds = await readRounds(database, round.programme, round.flow)
  const other = rounds.find((one) => stands(one) && one.summary === null)
  const first = other === undefined ? [] : [`${described(other)} is ${other.state}: that one closes first.`]
  return [...first, ...(await faultsOf(database, round, now))]
}

function head(round: RoundRow, charges: readonly Charge[], waits: readonly string[], told: Telling): string {
  const { places, closes_at, state } = round
  const lines: (readonly [string, string])[] = [
    ['State', stateOf(round)],
    ...(stands(round) || state === 'planned'
      ? [['Closes', closes_at === null ? 'by hand' : moment(closes_at)] as const]
      : []),
    ...waits.map((reason) => ['Waits', reason] as const),
    ['Places', places === null ? 'all' : places.map((code) => told.label('place', code)).join(', ')],
    ...(state === 'planned' ? [] : [['Billable', billable(charges) || 'no message'] as const]),
    ...(round.made_up ? [['Note', 'these answers are made up'] as const] : []),
  ]
  return `${described(round)}\n\n${lines.map(([what, value]) => `  ${what.padEnd(10)}${value}`).join('\n')}`
}

function stateOf({ state, opens_at, opened_at, closed_at }: RoundRow): string {
  if (state === 'planned')
    return opens_at === null ? 'planned, opens by hand' : `planned, opens ${moment(opens_at)}`
  const closed = closed_at ?? opened_at
  if (state === 'closing')
    return `closing since ${moment(closed)}, the link is cut after ${moment(closed + CLOSING_TIME)}`
  if (state === 'closed') return `closed; opened ${moment(opened_at)}, closed ${moment(closed)}`
  return state === 'paused'
    ? `paused: nobody new may begin; opened ${moment(opened_at)}`
    : `open since ${moment(opened_at)}`
}

const STAGES = [
  ['reached', 'Reached', 'began a conversation'],
  ['consented', 'Consented', 'agreed to take part'],
  ['started', 'Started', 'gave an answer'],
  ['finished', 'Finished', 'came to the end'],
  undefined,
  ['declined', 'Declined', 'said no thanks'],
  ['notEligible', 'Not eligible', 'are not among those asked'],
  ['undecided', 'Undecided', 'neither agreed nor declined'],
  ['underWay', 'Under way', 'could go on this moment'],
  ['expired', 'Left', 'left, and their conversation is over'],
] as const

function stages(progress: Progress, told: Telling): string {
  if (progress.reached.count === 0) return 'Nobody has begun a conversation of this round.'
  const lines = STAGES.map((line) => {
    if (line === undefined) return ''
    const [stage, title, meaning] = line
    const { count, percent } = progress[stage]
    const share = percent === null ? '' : `${percent} %`
    return `  ${title.padEnd(13)}${counted(count, told).padStart(9)}${share.padStart(7)}   ${meaning}`
  })
  return `How far people came\n\n${lines.join('\n')}`
}

function whereTheyLeft({ left }: Progress, told: Telling): string {
  if (left.length === 0) return ''
  const lines = left.slice(0, QUESTIONS).map(({ question, count }) => {
    const words =
      question === null
        ? 'behind the last question'
        : `${question}: ${short(told.wording.question(question))}`
    return `  ${counted(count, told).padStart(8)}   ${words}`
  })
  const more = left.length - lines.length
  if (more > 0) lines.push(`             and at ${more} more ${more === 1 ? 'question' : 'questions'}`)
  return `Where people left\n\n${lines.join('\n')}`
}

function targets(progress: Progress, told: Telling): string {
  if (progress.targets.length === 0) return ''
  const names = progress.targets.map((target) => groupName(target, told))
  const width = Math.max(...names.map((name) => name.length)) + 2
  const lines = progress.targets.map((one, at) => {
    const { count, target, missing } = one
    const of = `${counted(count, told)} of ${number(target)}`
    const rest = missing === null ? '' : missing === 0 ? 'reached' : `${number(missing)} missing`
    return `  ${(names[at] ?? '').padEnd(width)}${of.padStart(16)}   ${bar(count, target)}   ${rest}`.trimEnd()
  })
  return `Targets, in people who finished\n\n${lines.join('\n')}`
}

function plannedTargets(round: RoundRow, told: Telling): string {
  const set = listTargets(targetsOf(round))
  if (set.length === 0) return ''
  const lines = set.map((target) => `  ${number(target.target).padStart(9)}   ${groupName(target, told)}`)
  return `Targets, in people who finish\n\n${lines.join('\n')}`
}

const groupName = ({ by, id }: Pick<TargetProgress, 'by' | 'id'>, told: Telling): string =>
  by === 'all' ? 'everybody' : told.label(by, id)

function bar(count: StaffCount, target: number): string {
  const full = count === 'few' ? 0 : Math.min(BAR, Math.floor((BAR * count) / target))
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`
}

const counted = (count: StaffCount, { minimum }: Telling): string =>
  count === 'few' ? `under ${minimum}` : number(count)

/** The question's first line, without what it inserts. */
function short(text: string): string {
  const [line = ''] = text.replace(/\{\{.*?\}\}/g, '…').split('\n')
  const letters = [...line]
  return letters.length <= QUESTION_CHARACTERS
    ? line
    : `${letters.slice(0, QUESTION_CHARACTERS - 1).join('')}…`
}
