/**
 * Whole chats, as a person sees them. Each YAML file beside this one is a conversation with the survey of
 * `test/fixtures/survey.ts`, or with a flow of the sample programme; `TRANSCRIPTS=update npx vitest run test/transcripts` writes down anew what we say.
 * ‹ and › stand for the invisible signs that keep an inserted value in its own direction.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { begin } from '../../src/engine/begin.ts'
import type { Body, EngineEvent } from '../../src/engine/event.ts'
import type { Ask } from '../../src/engine/message.ts'
import type { Output } from '../../src/engine/output.ts'
import { prepare, type Runnable } from '../../src/engine/runnable.ts'
import { type Session, tagOf } from '../../src/engine/session.ts'
import { step } from '../../src/engine/step.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { common } from '../fixtures/common.ts'
import { nothingToTell, told } from '../fixtures/shared-message.ts'
import { survey } from '../fixtures/survey.ts'

interface Transcript {
  about: string
  /** A flow of the sample programme. */
  flow?: string
  /** What a `share:` step tells is that nobody can tell yet. */
  nothing_published?: true
  /** The platform's tag of the sender. */
  platform?: string
  /** Codes of the places that the round is for; all when left out. */
  places?: string[]
  turns: Turn[]
}

/**
 * One of: `write` (a text), `early` (a text sent before the question was seen), `press` (a button of the last question),
 * `stale` (a button of the question before), `tick` (a web form), `edit` (changes the nth text written), `send` (media), `start`, `expire`.
 */
interface Turn {
  write?: string
  early?: string
  press?: string
  stale?: string
  tick?: string[]
  edit?: { nth: number; to: string }
  send?: 'photo' | 'voice'
  start?: true
  expire?: true
  we?: string[]
}

const folder = new URL('./', import.meta.url)
const update = process.env.TRANSCRIPTS === 'update'

const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
const sample = new Map(
  programmes.flatMap(({ programs }) => programs).map((program) => [program.flow, program]),
)

function runnableOf({ flow, places }: Transcript): Runnable {
  const found = flow === undefined ? survey : sample.get(flow)
  if (found === undefined) throw new Error(`The sample programme has no sound flow ${flow}`)
  return prepare(found, common, places)
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const url = new URL(file, folder)
  const transcript = parse(readFileSync(url, 'utf8')) as Transcript
  test(`${file}: ${transcript.about}`, () => {
    const turns = play(transcript)
    if (update)
      writeFileSync(url, stringify({ ...transcript, turns }, { lineWidth: 0, blockQuote: 'literal' }))
    expect(turns).toEqual((parse(readFileSync(url, 'utf8')) as Transcript).turns)
  })
}

function play(transcript: Transcript): Turn[] {
  const { platform, turns } = transcript
  const runnable = runnableOf(transcript)
  const beginning = { id: '0190a0a0-0000-7000-8000-00000000abcd' }
  let session = begin(
    runnable,
    platform === undefined ? beginning : { ...beginning, platformLanguage: platform },
  )
  const asks: Ask[] = []
  return turns.map((turn, index) => {
    const event = eventOf(turn, index + 1, session, asks, turns)
    // Written down and read back, as between any two messages of a real chat.
    const result = step(runnable, JSON.parse(JSON.stringify(session)) as Session, event)
    session = result.session
    for (const output of result.outputs) {
      if (output.kind === 'send' && output.message.ask !== undefined) asks.push(output.message.ask)
    }
    const tell = (slot: number) =>
      transcript.nothing_published ? nothingToTell(session) : told(runnable.program, slot, session)
    return { ...turn, we: result.outputs.map((output) => shown(output, tell)) }
  })
}

function eventOf(
  turn: Turn,
  at: number,
  session: Session,
  asks: readonly Ask[],
  turns: readonly Turn[],
): EngineEvent {
  const text = (words: string): Body => ({ kind: 'text', text: words })
  if (turn.early !== undefined) return { at, position: at, early: true, body: text(turn.early) }
  if (turn.edit !== undefined) {
    const written = turns.flatMap(({ write, early }, index) =>
      (write ?? early) !== undefined ? [index + 1] : [],
    )
    return { at, position: written[turn.edit.nth - 1] ?? 0, body: { kind: 'edit', text: turn.edit.to } }
  }
  const last = asks.at(-1)
  const before = asks.findLast(({ ask }) => ask !== last?.ask)
  const tag = tagOf(session)
  if (turn.press !== undefined)
    return { at, position: at, body: { kind: 'press', tag, ask: last?.ask ?? 0, option: turn.press } }
  if (turn.stale !== undefined)
    return { at, position: at, body: { kind: 'press', tag, ask: before?.ask ?? 0, option: turn.stale } }
  if (turn.tick !== undefined)
    return { at, body: { kind: 'choices', tag, ask: last?.ask ?? 0, options: turn.tick } }
  if (turn.send !== undefined) return { at, position: at, body: { kind: 'media', media: turn.send } }
  if (turn.start) return { at, body: { kind: 'start' } }
  if (turn.expire) return { at, body: { kind: 'expire' } }
  return { at, position: at, body: text(turn.write ?? '') }
}

const visible = (text: string) =>
  text
    .replaceAll(/[\u2067\u2068]/g, '‹')
    .replaceAll('\u2069', '›')
    .replaceAll('\u200F', '')

function shown(output: Output, tell: (slot: number) => string): string {
  const { kind } = output
  if (kind === 'send') return visible(output.message.text + buttons(output.message.ask))
  if (kind === 'redraw') return visible(`(redrawn)${buttons(output.message.ask)}`)
  if (kind === 'share') return visible(tell(output.slot))
  if (kind === 'notice') return visible(`(notice) ${output.text}`)
  if (kind === 'answer') return `→ ${output.question} = ${JSON.stringify(output.value)}`
  if (kind === 'withdraw') return `→ ${output.question} withdrawn`
  if (kind === 'consent')
    return `→ ${output.step}: ${output.agreed ? 'agreed' : 'not agreed'} (${output.purpose})`
  if (kind === 'end') return `→ end: ${output.outcome}${output.forgotten ? ', forgotten' : ''}`
  return kind === 'language' ? `→ language: ${output.language}` : `→ ${kind}`
}

function buttons(ask: Ask | undefined): string {
  if (ask === undefined) return ''
  const picked = new Set(ask.picked)
  const options = ask.options.map(({ id, label }) => `[${picked.has(id) ? '✓ ' : ''}${label}]`)
  return `\n${[...options, ...ask.actions.map(({ label }) => `<${label}>`)].join(' ')}`
}
