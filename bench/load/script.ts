/**
 * The conversations of the load: each kind of person is walked through the real flow by the real engine beforehand, so that
 * every update to send, every message to come and every answer to be found is known before the clock starts.
 *
 * All people take a turn before anybody takes the next one: that is a wave. Updates are written with blanks for what
 * differs from person to person.
 */
import { begin } from '../../src/engine/begin.ts'
import type { Body } from '../../src/engine/event.ts'
import { prepare, type Runnable } from '../../src/engine/runnable.ts'
import type { Session } from '../../src/engine/session.ts'
import { step } from '../../src/engine/step.ts'
import type { Answer, Question } from '../../src/flow/program.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'
import { type Platform, TAG } from './platform.ts'
import { replyTo, toPress } from './reply.ts'

/** Kinds of people: enough that every branch of the flow and every language is taken. */
const KINDS = 24
const LANGUAGES = ['ar', 'ar', 'ckb', 'en'] as const

export interface ScriptedTurn {
  /** Which wave it belongs to. */
  readonly wave: number
  /** Typed words answer only a question that has gone out: these waves need delivery to have caught up. */
  readonly typed: boolean
  /** What the platform posts, with blanks: see `Platform.fill`. */
  readonly update: string
  /** Calls of the platform that this turn's messages become. */
  readonly calls: number
}

export interface Kind {
  readonly turns: readonly ScriptedTurn[]
  /** What must be in the store in the end, by question. */
  readonly answers: Readonly<Record<string, Answer>>
}

export interface Script {
  readonly kinds: readonly Kind[]
  readonly waves: number
  readonly typedWaves: ReadonlySet<number>
}

/** Of person number `n`, from 0. */
export const kindOf = <T>(kinds: readonly T[], n: number): T => {
  const kind = kinds[n % kinds.length]
  if (kind === undefined) throw new Error('a script without kinds of people')
  return kind
}

/** Reads `flows/` and `locales/`. Throws when the sample's safety pulse is not there or does not come to its end. */
export function writeScript(platform: Platform): Script {
  const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
  const program = programmes
    .find(({ name }) => name === 'iraq')
    ?.programs.find(({ flow }) => flow === 'safety-pulse')
  if (program === undefined)
    throw new Error('flows/iraq/safety-pulse.yaml does not compile: npx hearback check')
  const runnable = prepare(program, readTexts('locales', 'common'))
  const walked = Array.from({ length: KINDS }, (_, seed) => walk(platform, runnable, seed))
  // A wave is one reply to one question, in the flow's order: people of another branch sit it out.
  const keys = [...new Set(walked.flatMap(({ turns }) => turns.map(({ key }) => key)))].sort((a, b) => a - b)
  const kinds = walked.map(({ turns, answers }) => ({
    turns: turns.map(({ key, ...turn }) => ({ ...turn, wave: keys.indexOf(key) })),
    answers,
  }))
  const typed = kinds.flatMap(({ turns }) => turns.filter((turn) => turn.typed).map(({ wave }) => wave))
  return { kinds, waves: keys.length, typedWaves: new Set(typed) }
}

/** Before all questions of the flow. */
const START = -2
const LANGUAGE = -1

function walk(platform: Platform, runnable: Runnable, seed: number) {
  const language = LANGUAGES[seed % LANGUAGES.length] ?? 'ar'
  const turns: (Omit<ScriptedTurn, 'wave'> & { key: number })[] = []
  const answers: Record<string, Answer> = {}
  const chat = platform.chat(language)
  let session = begin(runnable, {
    id: `01900000-0000-7000-8000-0000${TAG}`,
    ...(platform.tellsLanguage ? { platformLanguage: language } : {}),
  })

  function take(key: number, body: Body): void {
    const { session: next, outputs } = step(runnable, session, chat.event(body))
    const update = chat.update(body)
    let calls = 0
    for (const output of outputs) {
      if (output.kind === 'answer') answers[output.question] = output.value
      if (output.kind === 'withdraw') delete answers[output.question]
      if (output.kind === 'send' || output.kind === 'redraw') calls += chat.shows(output)
    }
    turns.push({ key, typed: body.kind === 'text', update, calls })
    session = next
  }

  take(START, { kind: 'start' })
  if (session.aside === 'language') take(LANGUAGE, toPress(chat, session, language))
  for (let count = 0; session.outcome === null; count += 1) {
    const question = standing(runnable, session)
    if (question === undefined || count > 100)
      throw new Error('the script does not come to the end of the flow')
    const before = turns.filter(({ key }) => Math.floor(key / 10) === question.at).length
    take(question.at * 10 + before, replyTo(platform, chat, question, session, seed))
  }
  if (session.outcome !== 'completed') throw new Error(`the script ends as ${session.outcome}`)
  return { turns, answers }
}

function standing({ program }: Runnable, session: Session): Question | undefined {
  const instruction = program.code[session.cursor]
  return instruction?.kind === 'ask' ? program.questions[instruction.slot] : undefined
}
