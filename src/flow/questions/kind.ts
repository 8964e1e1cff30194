/** What every kind of question brings to the language: its key, the schema of its value, and how it compiles. */
import type { z } from 'zod'
import type { Compiler } from '../compiler.ts'
import type { Path } from '../parsed.ts'
import type { Question } from '../program.ts'

/** Every question's common part; see `Question` for what the fields mean. */
export type Base = Pick<Question, 'id' | 'at' | 'optional' | 'also' | 'wording' | 'as' | 'by'>

export interface QuestionKind {
  /** The key that makes an `ask` this kind of question. */
  readonly key: string
  /** The keys this kind has, its own one among them. */
  readonly shape: Readonly<Record<string, z.ZodType>>
  /** Undefined when faulty; what is wrong has then been reported. `values` are the step's, as the shape reads them. */
  build(values: unknown, base: Base, compiler: Compiler, path: Path): Question | undefined
}

/** Ties the type of `build`'s values to the shape; the table of kinds needs only the untyped door. */
export function questionKind<Shape extends z.ZodRawShape>(kind: {
  readonly key: string
  readonly shape: Shape
  build(values: z.infer<z.ZodObject<Shape>>, base: Base, compiler: Compiler, path: Path): Question | undefined
}): QuestionKind {
  // The values come from `readAs` with this very shape.
  return kind as unknown as QuestionKind
}
