/** What every kind of step brings to the language: its key, its schemas, and how it compiles. */
import type { z } from 'zod'
import type { Compiler } from '../compiler.ts'
import type { Path } from '../parsed.ts'

export interface StepKind {
  /** The key that makes a step of this kind. */
  readonly key: string
  /** Whether the key's value is the step's id, which texts, conditions and exports go by. */
  readonly named: boolean
  /** One schema for each form the step can take; `steps` is the schema of a nested list of steps. */
  forms(steps: z.ZodType): readonly z.ZodObject[]
  /** Reads the step at this path and writes its code. What is wrong is reported, and leaves the rest to go on. */
  compile(compiler: Compiler, path: Path): void
}
