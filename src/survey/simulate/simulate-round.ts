/** One round of simulated people, taken through the real engine message by message, as rows for the store. */
import { begin } from '../../engine/begin.ts'
import type { Body } from '../../engine/event.ts'
import type { Message } from '../../engine/message.ts'
import type { Output } from '../../engine/output.ts'
import type { Runnable } from '../../engine/runnable.ts'
import type { Session } from '../../engine/session.ts'
import { step } from '../../engine/step.ts'
import type { Answer } from '../../flow/program.ts'
import { randomId } from '../../ids.ts'
import type { SampleYear } from './opinions.ts'
import { simulatePerson } from './person.ts'
import { drawProfile, type Profile } from './profile.ts'
import { randomFrom } from './random.ts'

export interface SimulatedRespondent {
  /** Random, unlike everything else here: ids never repeat between two demonstrations. */
  readonly id: string
  readonly channel: 'telegram' | 'webchat'
  readonly language: string
  readonly finished: boolean
  readonly answers: ReadonlyMap<string, Answer>
}

export interface SimulatedRound {
  /** In the order of their random ids. */
  readonly respondents: readonly SimulatedRespondent[]
  /** Declined, not eligible: how many of each. */
  readonly outcomes: ReadonlyMap<string, number>
  readonly turns: number
}

/** The same year and number of people give the same answers. `now`: epoch milliseconds of the first message. */
export function simulateRound(
  runnable: Runnable,
  year: SampleYear,
  people: number,
  now: number,
): SimulatedRound {
  const respondents: SimulatedRespondent[] = []
  const outcomes = new Map<string, number>()
  let turns = 0
  for (let index = 0; index < people; index += 1) {
    const talk = converse(runnable, year, index, now)
    turns += talk.turns
    if (talk.forgotten !== null) outcomes.set(talk.forgotten, (outcomes.get(talk.forgotten) ?? 0) + 1)
    else if (talk.answers.size > 0) respondents.push(respondentOf(talk))
  }
  respondents.sort((a, b) => (a.id < b.id ? -1 : 1))
  return { respondents, outcomes, turns }
}

interface Talk {
  readonly profile: Profile
  session: Session
  readonly answers: Map<string, Answer>
  /** The outcome of somebody of whom nothing else is kept. */
  forgotten: string | null
  turns: number
}

function converse(runnable: Runnable, year: SampleYear, index: number, now: number): Talk {
  const random = randomFrom(year * 100_000 + index)
  const profile = drawProfile(random, year)
  const person = simulatePerson(random, profile)
  const { phoneLanguage } = profile
  // A tag of its own for each, as every session has; where it comes from does not matter to anybody.
  const id = `${year}-${String(index).padStart(8, '0')}`
  const session = begin(runnable, {
    id,
    ...(phoneLanguage === undefined ? {} : { platformLanguage: phoneLanguage }),
  })
  const talk: Talk = { profile, session, answers: new Map(), forgotten: null, turns: 0 }
  for (let body: Body | null = { kind: 'start' }; body !== null; ) {
    talk.turns += 1
    const turn = step(runnable, talk.session, { at: now + talk.turns * 60_000, position: talk.turns, body })
    talk.session = turn.session
    const message = carryOut(talk, turn.outputs)
    body = message === undefined ? null : person.reply(message)
  }
  return talk
}

/** Returns the message that puts the question which stands now. */
function carryOut(talk: Talk, outputs: readonly Output[]): Message | undefined {
  let standing: Message | undefined
  for (const output of outputs) {
    if (output.kind === 'answer') talk.answers.set(output.question, output.value)
    else if (output.kind === 'withdraw') talk.answers.delete(output.question)
    else if (output.kind === 'end' && output.forgotten) talk.forgotten = output.outcome
    else if ((output.kind === 'send' || output.kind === 'redraw') && output.message.ask !== undefined) {
      standing = output.message
    }
  }
  return standing
}

function respondentOf({ profile, session, answers }: Talk): SimulatedRespondent {
  return {
    id: randomId(),
    channel: profile.habit === 'forms' ? 'webchat' : 'telegram',
    language: session.language,
    finished: session.outcome === 'completed',
    answers,
  }
}
