/**
 * What a `share:` step of a flow tells. A turn may not wait for the store, so what can be told is kept at hand and read
 * anew when something was published. It is the published findings and nothing else: nobody can see in them what their
 * own answer did.
 */
import type { House } from '../engine/house.ts'
import type { Message } from '../engine/message.ts'
import type { Session } from '../engine/session.ts'
import { tellerOf } from '../findings/teller.ts'
import type { Language, Program } from '../flow/program.ts'
import { directionOf } from '../language/direction.ts'
import type { Texts } from '../language/texts.ts'
import type { Database } from '../store/database.ts'
import { type RoundRow, readRounds } from '../store/rounds.ts'
import { readSnapshotNumbers } from '../store/survey.ts'
import { readPublishedRound } from './published.ts'
import { type SharedFinding, type ShownRound, tellNothingYet, tellShared } from './tell-shared.ts'

export interface SharedFindings {
  /** Reads what was published since the last time; cheap when nothing was. */
  refresh(): Promise<void>
  /**
   * What others answered to the question in this slot, for this person, or that nobody can tell yet. Undefined for a
   * flow that shares nothing any more.
   */
  tell(program: Program, slot: number, session: Session): Message | undefined
}

export interface SharedFindingsPorts {
  readonly database: Database
  /** Those that new sessions begin with. */
  readonly programs: readonly Program[]
  /** Built-in texts, those of `share` among them. */
  readonly house: House
  /** Of `locales/<language>/findings.json`. */
  readonly texts: Texts
}

export function createSharedFindings(ports: SharedFindingsPorts): SharedFindings {
  const boards = new Map(
    ports.programs
      .filter(({ code }) => code.some(({ kind }) => kind === 'share'))
      .map((program) => [keyOf(program), createBoard(ports, program)]),
  )
  return {
    refresh: async () => {
      for (const board of boards.values()) await board.refresh()
    },
    tell: (program, slot, session) => boards.get(keyOf(program))?.tell(program, slot, session),
  }
}

const keyOf = ({ programme, flow }: Program): string => `${programme}/${flow}`

/** What can be told of one round. */
interface KnownRound extends ShownRound {
  /** By question, then by place; EVERYBODY for those of no single place. */
  readonly findings: ReadonlyMap<string, ReadonlyMap<string, SharedFinding>>
  /** Messages told before, by language, question and place. */
  readonly told: Map<string, string>
}

const EVERYBODY = ''

/** The findings of one flow. */
function createBoard(
  { database, house, texts }: SharedFindingsPorts,
  { programme, flow }: Program,
): SharedFindings {
  /** The newest first; by what changes when a round must be read anew. */
  let known: ReadonlyMap<string, KnownRound> = new Map()

  const tellKnown = (round: KnownRound, finding: SharedFinding, place: string, language: Language) => {
    const key = `${language} ${finding.question} ${place}`
    const before = round.told.get(key)
    if (before !== undefined) return before
    const teller = tellerOf(texts, round.programs, language)
    const text = tellShared({ teller, house, round, finding })
    round.told.set(key, text)
    return text
  }

  return {
    refresh: async () => {
      const rounds = (await readRounds(database, programme, flow)).reverse()
      const ids = rounds.map(({ id }) => id)
      const numbers = await readSnapshotNumbers(database, ids)
      const next = new Map<string, KnownRound>()
      for (const round of rounds) {
        const number = numbers.get(round.id)
        if (number === undefined) continue
        const key = `${round.id} ${round.state} ${number}`
        const one = known.get(key) ?? (await readKnownRound(database, round))
        if (one !== undefined) next.set(key, one)
      }
      known = next
    },
    tell: (program, slot, session) => {
      const question = program.questions[slot]
      if (question === undefined) return undefined
      const { languages } = program
      const language = languages.includes(session.language) ? session.language : languages[0]
      const message = (text: string): Message => ({ text, language, direction: directionOf(language) })
      const places = [...placesOf(program, session), EVERYBODY]
      for (const round of known.values()) {
        const findings = round.findings.get(question.id)
        for (const place of places) {
          const finding = findings?.get(place)
          if (finding !== undefined) return message(tellKnown(round, finding, place, language))
        }
      }
      return message(tellNothingYet(house, language))
    },
  }
}

async function readKnownRound(database: Database, round: RoundRow): Promise<KnownRound | undefined> {
  const { snapshot, findings, programs } = await readPublishedRound(database, round)
  if (snapshot === null) return undefined
  const known = new Map<string, Map<string, SharedFinding>>()
  for (const finding of findings) {
    const [filter, ...others] = finding.of
    const single = filter === undefined || (filter.by === 'place' && filter.ids.length === 1)
    if (finding.state === 'withheld' || !single || others.length > 0) continue
    const own = known.get(finding.question) ?? new Map<string, SharedFinding>()
    known.set(finding.question, own.set(filter?.ids[0] ?? EVERYBODY, finding))
  }
  return { round, snapshot, programs, findings: known, told: new Map() }
}

/** Where the person lives, the narrowest place first. */
function placesOf({ questions, places }: Program, { answers }: Session): string[] {
  const answer = answers[questions.findIndex(({ as }) => as === 'place')]
  const walk: string[] = []
  for (let code = typeof answer === 'string' ? answer : null; code !== null; ) {
    const place = places.find((one) => one.code === code)
    if (place === undefined || walk.includes(code)) break
    walk.push(code)
    code = place.parent
  }
  return walk
}
