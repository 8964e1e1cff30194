import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { begin } from '../../../src/engine/begin.ts'
import type { Body } from '../../../src/engine/event.ts'
import type { Message } from '../../../src/engine/message.ts'
import { prepare, type Runnable } from '../../../src/engine/runnable.ts'
import type { Session } from '../../../src/engine/session.ts'
import { step } from '../../../src/engine/step.ts'
import type { TextTree } from '../../../src/flow/program.ts'
import { readProgrammes } from '../../../src/programmes/read-programmes.ts'
import type { SampleYear } from '../../../src/survey/simulate/opinions.ts'
import { simulatePerson } from '../../../src/survey/simulate/person.ts'
import { drawProfile, type Profile } from '../../../src/survey/simulate/profile.ts'
import { randomFrom } from '../../../src/survey/simulate/random.ts'

const runnable = preparePulse()

describe('200 simulated people in the sample pulse', () => {
  const talks = Array.from({ length: 200 }, (_, at) => converse(runnable, 4000 + at, 2018))

  it('come to an end, or leave, and nobody loops', () => {
    for (const { session, left, replies } of talks) {
      expect(left || session.outcome !== null).toBe(true)
      expect(replies.length).toBeLessThan(80)
    }
    expect(shareOf(talks, ({ session }) => session.outcome === 'completed')).toBeGreaterThan(0.8)
    expect(shareOf(talks, ({ left }) => left)).toBeLessThan(0.15)
  })

  it('never meet trouble that an operator should see', () => {
    expect(talks.flatMap(({ problems }) => problems)).toEqual([])
  })

  it('say who they are in their own language', () => {
    for (const { profile, session, left } of talks) {
      if (session.outcome !== 'completed' || left) continue
      expect(session.language).toBe(profile.language)
      expect([profile.sex, 'no_answer']).toContain(idOf(answerTo(session, 'sex')))
      expect([profile.ageBand, 'no_answer']).toContain(idOf(answerTo(session, 'age_band')))
      expect([profile.district, 'no_answer']).toContain(idOf(answerTo(session, 'district')))
    }
  })

  it('use the buttons, numbers, words, forms and slips that real people use', () => {
    const replies = talks.flatMap((talk) => talk.replies)
    const kinds = new Set(replies.map(({ kind }) => kind))

    expect([...kinds].sort()).toEqual(['choices', 'media', 'press', 'reply', 'start', 'text'])
    expect(replies.some((reply) => reply.kind === 'press' && reply.option === '~back')).toBe(true)
    expect(replies.some((reply) => reply.kind === 'text' && /^[٠-٩]+$/.test(reply.text))).toBe(true)
  })

  it('talk the very same way again with the same seed', () => {
    const again = Array.from({ length: 40 }, (_, at) => converse(runnable, 4000 + at, 2018))

    expect(again).toEqual(talks.slice(0, 40))
  })
})

describe('the answers of simulated rounds', () => {
  const rounds = { 2017: round(2017, 1500), 2019: round(2019, 1500) }

  it('follow the published fall of victims in Kirkuk, from 33 to 21 in a hundred', () => {
    const victims = (year: 2017 | 2019): number => {
      const kirkuk = rounds[year].filter(({ profile }) => profile.governorate === 'kirkuk')
      return answered(kirkuk, 'incident', (answer) => answer !== 'no')
    }

    expect(victims(2017)).toBeGreaterThan(0.28)
    expect(victims(2017)).toBeLessThan(0.38)
    expect(victims(2019)).toBeGreaterThan(0.16)
    expect(victims(2019)).toBeLessThan(0.26)
  })

  it('are kept back by a few: where they live, their sex and their age, as people do', () => {
    for (const question of ['district', 'sex', 'age_band']) {
      const asked = [...rounds[2017], ...rounds[2019]].filter(
        ({ session }) => (answerTo(session, question) ?? null) !== null,
      )
      const kept = shareOf(asked, ({ session }) => idOf(answerTo(session, question)) === 'no_answer')
      expect(kept, question).toBeGreaterThan(0.01)
      expect(kept, question).toBeLessThan(0.05)
    }
  })

  it('feel safer in 2019 than in 2017', () => {
    const safe = (year: 2017 | 2019): number =>
      answered(rounds[year], 'safe_now', (answer) => String(answer).endsWith('_safe'))

    expect(safe(2019)).toBeGreaterThan(safe(2017) + 0.05)
  })

  it('hang together: who feels unsafe expects worse, and saw more happen', () => {
    const people = [...rounds[2017], ...rounds[2019]]
    const unsafe = people.filter(({ session }) => String(answerTo(session, 'safe_now')).endsWith('unsafe'))
    const safe = people.filter(({ session }) => String(answerTo(session, 'safe_now')).endsWith('_safe'))
    const worse = (group: readonly Talk[]): number =>
      answered(group, 'next_year', (answer) => answer === 'worse')
    const victims = (group: readonly Talk[]): number =>
      answered(group, 'incident', (answer) => answer !== 'no')

    expect(worse(unsafe)).toBeGreaterThan(worse(safe))
    expect(victims(unsafe)).toBeGreaterThan(victims(safe))
  })
})

interface Talk {
  readonly profile: Profile
  readonly session: Session
  readonly left: boolean
  readonly replies: readonly Body[]
  readonly problems: readonly string[]
}

/** One person from `start` to the end, or to where they leave, as over Telegram: presses tell which message they are on. */
function converse(run: Runnable, seed: number, year: SampleYear): Talk {
  const random = randomFrom(seed)
  const profile = drawProfile(random, year)
  const person = simulatePerson(random, profile)
  const id = `0190${String(seed).padStart(28, '0')}`
  const { phoneLanguage } = profile
  let session = begin(run, {
    id,
    ...(phoneLanguage === undefined ? {} : { platformLanguage: phoneLanguage }),
  })
  let body: Body | null = { kind: 'start', payload: 'safety-pulse' }
  let shown: Message | undefined
  const replies: Body[] = []
  const problems: string[] = []
  for (let at = 0; body !== null && session.outcome === null && at < 500; at++) {
    replies.push(body)
    const turn = step(run, session, { at, position: at, body })
    session = turn.session
    for (const output of turn.outputs) {
      if (output.kind === 'send' || output.kind === 'redraw') shown = output.message
      if (output.kind === 'problem') problems.push(output.code)
    }
    body = shown === undefined ? null : person.reply(shown)
  }
  return { profile, session, left: session.outcome === null, replies, problems }
}

function round(year: SampleYear, people: number): Talk[] {
  return Array.from({ length: people }, (_, at) => converse(runnable, year * 10_000 + at, year))
}

function answerTo(session: Session, question: string): unknown {
  return session.answers[runnable.program.questions.findIndex(({ id }) => id === question)]
}

/** Share of those who gave an answer for whom it holds. */
function answered(talks: readonly Talk[], question: string, holds: (answer: string) => boolean): number {
  const given = talks
    .map(({ session }) => answerTo(session, question))
    .filter((answer): answer is string => typeof answer === 'string')
  return given.filter(holds).length / given.length
}

const shareOf = (talks: readonly Talk[], holds: (talk: Talk) => boolean): number =>
  talks.filter(holds).length / talks.length

const idOf = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'nonanswer' in answer ? answer.nonanswer : answer

function preparePulse(): Runnable {
  const { programmes, diagnostics } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
  const program = programmes
    .find(({ name }) => name === 'iraq')
    ?.programs.find(({ flow }) => flow === 'safety-pulse')
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  const common: Record<string, TextTree> = {}
  for (const language of readdirSync('locales')) {
    const file = join('locales', language, 'common.json')
    if (existsSync(file)) common[language] = JSON.parse(readFileSync(file, 'utf8')) as TextTree
  }
  return prepare(program, common)
}
