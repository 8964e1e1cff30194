/** What a route of the API is: its description, and how it answers. OpenAPI and Hono are both made from these. */
import type { z } from 'zod'
import type { ApiPorts } from './ports.ts'
import type { Problem } from './problem.ts'

export interface ApiRoute {
  /** As OpenAPI writes it, below `/api/v1`: `/programmes/{programme}/places`. */
  readonly path: string
  readonly operation: string
  readonly summary: string
  readonly description?: string
  /** What may stand in the query, with what it does. */
  readonly query: Readonly<Record<string, string>>
  readonly response: z.ZodType
  answer(ports: ApiPorts, asked: AskedOf): Promise<Answer | Problem>
}

export interface AskedOf {
  /** The parts of the path in braces. */
  readonly path: Readonly<Record<string, string>>
  /** Only what the route knows. */
  readonly query: Readonly<Record<string, string>>
}

export interface Answer {
  /** Differs whenever the body does. */
  readonly stamp: string
  /** JSON, in pieces. */
  body(): AsyncIterable<string>
}

export const PARAMETERS: Readonly<Record<string, string>> = {
  programme: 'Id of a programme, such as iraq.',
  flow: 'Id of a survey, such as safety-pulse.',
  round: 'Number of a round, such as 2.',
  question: 'Id of a question, such as safe_now.',
}

/** A body that is small enough to be written at once. */
export const whole = (stamp: string, make: () => unknown): Answer => ({
  stamp,
  async *body() {
    yield `${JSON.stringify(await make())}\n`
  },
})
