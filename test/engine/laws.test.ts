/** What holds for every conversation, however it goes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { begin } from '../../src/engine/begin.ts'
import type { Body, EngineEvent } from '../../src/engine/event.ts'
import { idle } from '../../src/engine/idle.ts'
import type { Output } from '../../src/engine/output.ts'
import { pathOf } from '../../src/engine/path.ts'
import { prepare } from '../../src/engine/runnable.ts'
import { type Session, tagOf } from '../../src/engine/session.ts'
import { step } from '../../src/engine/step.ts'
import { common } from '../fixtures/common.ts'
import { survey } from '../fixtures/survey.ts'

const runnable = prepare(survey, common)
const ID = '0190a0a0-0000-7000-8000-00000000abcd'

/** A move is made against the session as it stands, so that random conversations get far. */
type Move = (session: Session, last: readonly Output[], at: number) => EngineEvent

const askIn = (outputs: readonly Output[]) =>
  outputs
    .flatMap((output) => (output.kind === 'send' && output.message.ask ? [output.message.ask] : []))
    .at(-1)

let latest: ReturnType<typeof askIn>

const pressing = fc.nat(30).map(
  (choice): Move =>
    (session, _, at) => {
      const all = [...(latest?.options ?? []), ...(latest?.actions ?? [])]
      const option = all[choice % Math.max(1, all.length)]?.id ?? '~back'
      return { at, position: at, body: { kind: 'press', tag: tagOf(session), ask: session.ask, option } }
    },
)
/** A willing person: without these, chance hardly ever gets past the first questions. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  notice: ['yes'],
  adult: ['yes'],
  district: ['daquq', 'Al-Zubair', '1'],
  safe_now: ['1', '3', '4', "I don't know"],
  worries: ['1 3', 'drugs', 'nothing', 'I prefer not to say'],
  household: ['4', '٦', '1'],
  wish: ['water', 'roads and schools', 'skip'],
  results: ['yes', 'no'],
}
const fitting = fc.record({ choice: fc.nat(3), position: fc.boolean() }).map(
  ({ choice, position }): Move =>
    (session, _, at) => {
      const instruction = survey.code[session.cursor]
      const id = instruction?.kind === 'ask' ? survey.questions[instruction.slot]?.id : undefined
      const replies = FITTING[id ?? ''] ?? ['start']
      const text =
        session.outcome !== null || session.stopped ? 'start' : (replies[choice % replies.length] ?? '')
      return { at, ...(position ? { position: at } : {}), body: { kind: 'text', text } }
    },
)
const stalePress = fc
  .record({
    back: fc.integer({ min: -2, max: 3 }),
    option: fc.constantFrom(
      'yes',
      'no',
      'basra',
      'theft',
      '~done',
      '~skip',
      '~back',
      'ar',
      'zubair',
      '',
      '~forget',
    ),
    tag: fc.boolean(),
  })
  .map(
    ({ back, option, tag }): Move =>
      (session, _, at) => ({
        at,
        body: { kind: 'press', tag: tag ? tagOf(session) : 'other', ask: session.ask - back, option },
      }),
  )
const words = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('1', '2', '٣', '4', '1 3', 'yes', 'نعم', 'no', 'بەڵێ', 'Al-Zubair', '7'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('back', 'رجوع', 'skip', 'again', 'help', 'language', 'English', 'عربي'),
  },
  { weight: 1, arbitrary: fc.constantFrom('stop', 'start', 'forget me', 'زمان', '/start', '👍', '') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
)
const typing = fc.record({ text: words, early: fc.boolean(), late: fc.nat(3) }).map(
  ({ text, early, late }): Move =>
    (_, __, at) => ({ at, position: at, early: early && late === 0, body: { kind: 'text', text } }),
)
const editing = fc.record({ text: words, last: fc.boolean() }).map(
  ({ text, last }): Move =>
    (session, _, at) => ({
      at,
      position: last ? (session.last?.position ?? at) : at - 2,
      body: { kind: 'edit', text },
    }),
)
const forms = fc
  .record({ options: fc.subarray(['theft', 'drugs', 'other', 'none', 'clashes', 'x']), text: words })
  .map(
    ({ options, text }): Move =>
      (session, _, at) => {
        const tag = tagOf(session)
        const many = options.length > 1
        const body: Body = many
          ? { kind: 'choices', tag, ask: session.ask, options }
          : { kind: 'reply', tag, ask: session.ask, text }
        return { at, body }
      },
  )
const other = fc
  .constantFrom<Body>({ kind: 'start' }, { kind: 'media', media: 'voice' }, { kind: 'expire' })
  .map(
    (body): Move =>
      (_, __, at) => ({ at, body }),
  )
const conversation = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fitting },
    { weight: 8, arbitrary: pressing },
    { weight: 5, arbitrary: typing },
    { weight: 2, arbitrary: stalePress },
    { weight: 2, arbitrary: editing },
    { weight: 2, arbitrary: forms },
    { weight: 1, arbitrary: other },
  ),
  { minLength: 5, maxLength: 40 },
)

function play(
  moves: readonly Move[],
  each: (before: Session, event: EngineEvent, stored: Map<string, unknown>) => Session,
) {
  const stored = new Map<string, unknown>()
  let session = begin(runnable, { id: ID, language: 'en' })
  latest = undefined
  session = each(session, { at: 0, body: { kind: 'start' } }, stored)
  moves.forEach((move, index) => {
    session = each(session, move(session, [], index + 1), stored)
  })
}

function fold(stored: Map<string, unknown>, outputs: readonly Output[]) {
  for (const output of outputs) {
    if (output.kind === 'answer') stored.set(output.question, output.value)
    if (output.kind === 'withdraw') stored.delete(output.question)
  }
  latest = askIn(outputs) ?? latest
}

test('what is stored is what is on the path, whatever the person does', () => {
  fc.assert(
    fc.property(conversation, (moves) => {
      play(moves, (before, event, stored) => {
        const { session, outputs } = step(runnable, before, event)
        fold(stored, outputs)
        const onPath = new Map<string, unknown>()
        for (const slot of pathOf(survey, session.answers, session.cursor)) {
          const asked = survey.questions[slot]
          const answer = session.answers[slot]
          if (asked !== undefined && asked.kind !== 'consent' && answer != null) onPath.set(asked.id, answer)
        }
        expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(onPath))
        return session
      })
    }),
    { numRuns: 400 },
  )
})

test('a session written down and read back at any turn goes on just the same, and changes nothing it was given', () => {
  fc.assert(
    fc.property(conversation, (moves) => {
      play(moves, (before, event, stored) => {
        const written = JSON.stringify(before)
        const one = step(runnable, before, event)
        expect(JSON.stringify(before)).toBe(written)
        const other = step(runnable, JSON.parse(written), structuredClone(event))
        expect(other).toEqual(one)
        expect(JSON.parse(JSON.stringify(one.session))).toEqual(one.session)
        fold(stored, one.outputs)
        return one.session
      })
    }),
    { numRuns: 150 },
  )
})

test('every turn keeps the promises of its outputs', () => {
  fc.assert(
    fc.property(conversation, (moves) => {
      play(moves, (before, event, stored) => {
        const { session, outputs } = step(runnable, before, event)
        const kinds = outputs.map(({ kind }) => kind)
        expect(kinds.filter((kind) => kind === 'notice').length).toBeLessThanOrEqual(1)
        for (const output of outputs) {
          if (output.kind === 'notice') expect(output.text.length).toBeLessThanOrEqual(200)
          if (output.kind === 'send') {
            expect(output.message.text).not.toBe('')
            expect(output.message.text).not.toMatch(/\{\{|undefined|null/)
          }
        }
        if (before.aside !== null && session.aside !== null) expect(kinds).not.toContain('answer')
        if (session.aside !== null && session.outcome === null) expect(kinds).not.toContain('end')
        if (before.stopped && session.stopped && !kinds.includes('forget')) {
          const allowed =
            event.body.kind === 'text' || event.body.kind === 'press' || event.body.kind === 'reply'
          if (!allowed && event.body.kind !== 'edit') expect(kinds).not.toContain('send')
          expect(kinds).not.toContain('answer')
        }
        fold(stored, outputs)
        return session
      })
    }),
    { numRuns: 150 },
  )
})

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '\0',
    '\uD800',
    'x'.repeat(10_000),
    '\u202E',
    '__proto__',
    'constructor',
    ',,,,',
    '٬',
    '٫٫',
    '１２３',
  ),
  fc.constantFrom(
    '🙂'.repeat(5000),
    '1'.repeat(9999),
    ' '.repeat(10_000),
    'و '.repeat(3000),
    '1 '.repeat(200),
  ),
)
const anyBody: fc.Arbitrary<Body> = fc.oneof(
  anything.map((text): Body => ({ kind: 'text', text })),
  anything.map((text): Body => ({ kind: 'edit', text })),
  fc
    .record({ tag: anything, ask: fc.integer(), option: anything })
    .map((press): Body => ({ kind: 'press', ...press })),
  fc
    .record({
      tag: fc.constant(ID.slice(-8)),
      ask: fc.nat(20),
      options: fc.array(anything, { maxLength: 5 }),
    })
    .map((choices): Body => ({ kind: 'choices', ...choices })),
  fc
    .record({ tag: fc.constant(ID.slice(-8)), ask: fc.nat(20), text: anything })
    .map((reply): Body => ({ kind: 'reply', ...reply })),
  fc.constantFrom<Body>({ kind: 'blocked' }, { kind: 'unblocked' }, { kind: 'start', payload: '\0' }),
)

test('no input of any kind or length throws, with a session or without', () => {
  fc.assert(
    fc.property(conversation, fc.array(anyBody, { maxLength: 6 }), fc.boolean(), (moves, bodies, early) => {
      let session = begin(runnable, { id: ID })
      latest = undefined
      const take = (event: EngineEvent) => {
        const turn = step(runnable, session, event)
        fold(new Map(), turn.outputs)
        session = turn.session
      }
      take({ at: 0, body: { kind: 'start' } })
      moves.slice(0, 12).forEach((move, index) => {
        take(move(session, [], index))
      })
      for (const body of bodies) {
        take({ at: 1, early, position: 5, body })
        idle(common, ['ar', 'ckb', 'en'], { stopped: early }, { at: 1, body })
      }
      expect(session.program).toBe(survey.hash)
    }),
    { numRuns: 150 },
  )
})
