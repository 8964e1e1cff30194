/** The real engine and the sample flow behind an intake in memory: for doors that need conversations, not durability. */
import { type Intake, type Receipt, type Received, StoreUnavailable } from '../../src/channels/channel.ts'
import { begin } from '../../src/engine/begin.ts'
import { resting } from '../../src/engine/idle.ts'
import type { Message } from '../../src/engine/message.ts'
import type { Output } from '../../src/engine/output.ts'
import { prepare } from '../../src/engine/runnable.ts'
import type { Session } from '../../src/engine/session.ts'
import { step } from '../../src/engine/step.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { common } from '../fixtures/common.ts'

interface Person {
  session: Session
  messages: readonly Message[]
}

export interface EngineIntake extends Intake {
  readonly people: ReadonlyMap<string, Person>
  /** Every event that was not a repeat. */
  readonly taken: readonly Received[]
  /** Every answer accepted, in order. */
  readonly answers: readonly {
    readonly address: string
    readonly question: string
    readonly value: unknown
  }[]
  /** While true every call ends in StoreUnavailable. */
  down: boolean
  /** While true nobody new may begin, as in a paused round. */
  resting: boolean
  current(address: string): Promise<{ messages: readonly Message[]; open: boolean } | undefined>
}

let made = 0

export function engineIntake(
  flow = 'safety-pulse',
): EngineIntake & { readonly languages: readonly string[] } {
  const { programmes } = readProgrammes({ flowsDir: 'flows', localesDir: 'locales' })
  const program = programmes.flatMap(({ programs }) => programs).find((one) => one.flow === flow)
  if (program === undefined) throw new Error(`no flow ${flow}`)
  const runnable = prepare(program, common)
  const people = new Map<string, Person>()
  const seen = new Set<string>()
  const taken: Received[] = []
  const answers: { address: string; question: string; value: unknown }[] = []

  const receiveOne = (event: Received): Receipt => {
    if (seen.has(event.external)) return { status: 'repeated' }
    seen.add(event.external)
    taken.push(event)
    if (intake.resting && !people.has(event.address)) {
      const contact = { stopped: false, ...(event.language && { platformLanguage: event.language }) }
      const told = resting(common, program.languages, contact, 'resting')
      return {
        status: 'committed',
        messages: told.flatMap((output) => (output.kind === 'send' ? [output.message] : [])),
      }
    }
    made += 1
    const session =
      people.get(event.address)?.session ??
      begin(runnable, {
        id: `01900000-0000-7000-8000-${String(made).padStart(12, '0')}`,
        ...(event.language === undefined ? {} : { platformLanguage: event.language }),
      })
    const turn = step(runnable, session, event)
    const messages = turn.outputs.flatMap((output) => (output.kind === 'send' ? [output.message] : []))
    for (const output of turn.outputs) {
      if (output.kind === 'answer')
        answers.push({ address: event.address, question: output.question, value: output.value })
    }
    const forgotten = turn.outputs.some(isFarewell)
    if (forgotten) people.delete(event.address)
    else {
      const before = people.get(event.address)?.messages ?? []
      people.set(event.address, { session: turn.session, messages: messages.length > 0 ? messages : before })
    }
    const notice = turn.outputs.find((output) => output.kind === 'notice')
    return {
      status: 'committed',
      messages,
      ...(notice && { notice: notice.text }),
      ...(forgotten && { forgotten }),
    }
  }

  const intake = {
    people,
    taken,
    answers,
    down: false,
    resting: false,
    languages: program.languages,
    learn: async () => undefined,
    async receive(events: readonly Received[]) {
      if (intake.down) throw new StoreUnavailable()
      return events.map(receiveOne)
    },
    async current(address: string) {
      if (intake.down) throw new StoreUnavailable()
      const person = people.get(address)
      return person && { messages: person.messages, open: person.session.outcome === null }
    },
  }
  return intake
}

const isFarewell = (output: Output): boolean =>
  output.kind === 'forget' || (output.kind === 'end' && output.forgotten)
