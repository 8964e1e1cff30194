/** The schemas of whole files: a flow, and a programme.yaml. */
import { z } from 'zod'
import { LANGUAGES_IN_A_FLOW, PUBLIC_MINIMUM, STAFF_MINIMUM, STEPS_IN_A_FLOW } from '../limits.ts'
import { type Analysis, plainAnalysis } from './programme.ts'
import { duration, languageTag, optionId, stepId } from './schema.ts'
import { STEP_KINDS } from './steps/kinds.ts'

const languages = z
  .tuple([languageTag], languageTag)
  .refine((all) => all.length <= LANGUAGES_IN_A_FLOW, {
    message: `are too many languages: at most ${LANGUAGES_IN_A_FLOW}`,
  })
  .refine((all) => new Set(all).size === all.length, { message: 'names a language twice' })

const flowWith = (steps: z.ZodType) =>
  z.strictObject({
    title: z
      .string()
      .min(1)
      .max(200)
      .meta({ description: 'For staff; what people see is `title` in the locales.' }),
    type: z
      .enum(['survey', 'quiz', 'talk'])
      .optional()
      .meta({ description: 'Only a survey makes rounds and answers; survey when left out.' }),
    languages: languages
      .optional()
      .meta({ description: "The first is the fallback; the programme's when left out." }),
    keywords: z.array(z.string().min(1).max(64)).max(50).optional().meta({
      description: 'Words, or a /start payload, that begin the flow; translated ones are in the locales.',
    }),
    remind: z
      .array(duration)
      .max(5)
      .optional()
      .meta({ description: 'Nudges while a question stands unanswered. Not yet acting.' }),
    expires: duration
      .optional()
      .meta({ description: 'How long a conversation may stand unanswered; 3d when left out.' }),
    steps,
  })

/** Reads a flow's head; its steps are read one by one, so that each one's mistakes are told at its own place. */
export const flowSchema = flowWith(z.array(z.unknown()).min(1).max(STEPS_IN_A_FLOW))

export const programmeSchema = z.strictObject({
  name: z
    .record(languageTag, z.string().min(1).max(200))
    .meta({ description: 'What the programme is called, in each language.' }),
  languages: languages.meta({ description: 'The first is the fallback.' }),
  levels: z
    .array(optionId)
    .max(6)
    .optional()
    .meta({ description: 'The levels of places.csv, widest first.' }),
  start: z.string().meta({ description: 'The flow that begins when somebody writes and names none.' }),
  follow_up: z
    .string()
    .optional()
    .meta({ description: 'The flow that asks whether a summary matches what people see.' }),
  minimum: z
    .strictObject({
      public: z.int().min(PUBLIC_MINIMUM).max(1000).optional(),
      staff: z.int().min(STAFF_MINIMUM).max(1000).optional(),
    })
    .optional()
    .meta({ description: 'Least base and cell of a figure, in people; 10 in public and 5 for staff.' }),
  weights: z
    .strictObject({
      margins: z.record(stepId, z.record(z.string(), z.number().positive())),
      trim: z.number().min(1).max(100).optional(),
    })
    .optional()
    .meta({ description: 'The population by group, in any unit; figures are weighted to it.' }),
  design_effect: z
    .number()
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'What the way of finding people costs in precision; 1 when left out.' }),
})

/** `analysis` of a programme.yaml that was read. */
export function analysisOf({ minimum, weights, design_effect }: z.infer<typeof programmeSchema>): Analysis {
  return {
    minimum: {
      public: minimum?.public ?? plainAnalysis.minimum.public,
      staff: minimum?.staff ?? plainAnalysis.minimum.staff,
    },
    margins: Object.entries(weights?.margins ?? {}).map(([by, shares]) => ({ by, shares })),
    trim: weights?.trim ?? plainAnalysis.trim,
    designEffect: design_effect ?? plainAnalysis.designEffect,
  }
}

/** The JSON Schema of a flow file, for editors: what `docs/flow.schema.json` holds. */
export function flowJsonSchema(): unknown {
  const steps: z.ZodType = z
    .lazy(() =>
      z.array(z.union(STEP_KINDS.flatMap((kind): readonly z.ZodType[] => kind.forms(steps)))).min(1),
    )
    .meta({ id: 'steps' })
  return z.toJSONSchema(flowWith(steps).meta({ title: 'A Hearback flow' }))
}
