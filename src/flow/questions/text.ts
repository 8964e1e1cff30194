import { z } from 'zod'
import { ANSWER_TEXT } from '../../limits.ts'
import { questionKind } from './kind.ts'

/** An answer in the person's own words. */
export const text = questionKind({
  key: 'text',
  shape: {
    text: z
      .strictObject({
        max: z
          .int()
          .min(1)
          .max(ANSWER_TEXT)
          .optional()
          .meta({ description: `Longest answer in characters; ${ANSWER_TEXT} when left out.` }),
      })
      .meta({ description: "Asks for an answer in the person's own words." }),
  },
  build: ({ text: { max } }, base) => ({ ...base, kind: 'text', max: max ?? ANSWER_TEXT }),
})
