/**
 * The shapes of what the API answers: the OpenAPI document is made from them, and tests hold every answer to them. Names
 * are snake_case, as the columns of files are; a field is always there, and null where there is nothing.
 */
import { z } from 'zod'
import type { QuestionJson } from '../../survey/codebook-json.ts'
import type { DatedFindingJson, FindingJson } from '../../survey/finding-json.ts'
import type { RoundJson } from '../../survey/round-json.ts'

/** The shapes that have a name in the OpenAPI document. */
export const shapes = z.registry<{ id: string }>()

const day = z.iso.date().meta({ description: 'A day, UTC.', examples: ['2026-05-04'] })
const id = z.string().meta({ examples: ['safe_now'] })
const count = z.int().min(0)
const percent = z.int().min(0).max(100)
const byLanguage = z
  .record(z.string(), z.string())
  .meta({ description: 'A text by language tag.' })
  .register(shapes, { id: 'ByLanguage' })

/** Which programme and flow an answer is of. */
const where = { programme: id, flow: id }

export const index = z
  .strictObject({
    version: z.literal('1'),
    openapi: z.string().meta({ description: 'Path of the document that describes all this.' }),
    programmes: z.string().meta({ description: 'Path to begin at.' }),
  })
  .register(shapes, { id: 'Index' })

export const programme = z
  .strictObject({
    id,
    names: byLanguage,
    languages: z.array(z.string()).meta({ description: 'The first is the fallback.' }),
    flows: z.array(id).meta({ description: 'Its surveys.' }),
    follow_up: id.nullable().meta({ description: 'The survey that asks whether a summary matches.' }),
    levels: z.array(id).meta({ description: 'Levels of places, widest first.' }),
    analysis: z
      .strictObject({
        minimum: count.meta({ description: 'Least base and least cell, in people.' }),
        margins: z.array(z.strictObject({ by: id, shares: z.record(z.string(), z.number()) })),
        trim: z.number().meta({ description: 'A weight is at most so many times the mean weight.' }),
        design_effect: z.number().meta({ description: 'Of the way people were found.' }),
      })
      .meta({ description: 'How its findings are made. margins: what is known of the population.' }),
  })
  .register(shapes, { id: 'Programme' })

export const programmes = z
  .strictObject({ programmes: z.array(programme) })
  .register(shapes, { id: 'Programmes' })

const place = z
  .strictObject({
    code: id,
    level: id,
    parent: id.nullable().meta({ description: 'Code of the place it lies in.' }),
    names: byLanguage,
    tile: z.strictObject({ column: z.int(), row: z.int() }).nullable().meta({
      description: 'Where it stands on the tile map of its level, counted from 1.',
    }),
  })
  .register(shapes, { id: 'Place' })

export const places = z
  .strictObject({ programme: id, levels: z.array(id), places: z.array(place) })
  .register(shapes, { id: 'Places' })

const weighting = z
  .discriminatedUnion('state', [
    z.strictObject({ state: z.literal('none') }),
    z.strictObject({
      state: z.literal('raked'),
      margins: z.array(id),
      design_effect: z.number(),
      trimmed: count.meta({ description: 'Weights that were cut back.' }),
    }),
    z.strictObject({
      state: z.literal('failed'),
      reason: z.enum(['empty', 'not_converged']),
      margin: id,
      group: id.nullable(),
    }),
  ])
  .meta({ description: 'failed: the figures are unweighted.' })
  .register(shapes, { id: 'Weighting' })

export const round = z
  .strictObject({
    number: z.int().min(1),
    name: z.string(),
    state: z.enum(['planned', 'open', 'paused', 'closing', 'closed']),
    made_up: z.boolean().meta({ description: 'Its answers come from simulated people.' }),
    opened_on: day.nullable(),
    opens_on: day.nullable(),
    closes_on: day.nullable(),
    closed_on: day.nullable(),
    places: z.array(id).nullable().meta({ description: 'Codes of the places it is for; null: all.' }),
    summary: z.string().nullable().meta({ description: 'Id of the summary that it asks about.' }),
    counted_on: day.nullable().meta({ description: 'null: too few have answered for anything to be told.' }),
    respondents: count.nullable().meta({ description: 'People with at least one answer, as published.' }),
    left_out: count.nullable().meta({
      description: 'People among them who are in no figure, because they did not say where they live.',
    }),
    weighting: weighting.nullable(),
  })
  .register(shapes, { id: 'Round' }) satisfies z.ZodType<RoundJson>

const flow = z
  .strictObject({
    id,
    titles: byLanguage,
    languages: z.array(z.string()),
    program: z.string().meta({ description: 'Hash of what new sessions begin with.' }),
  })
  .register(shapes, { id: 'Flow' })

export const flows = z.strictObject({ programme: id, flows: z.array(flow) }).register(shapes, { id: 'Flows' })

export const rounds = z.strictObject({ ...where, rounds: z.array(round) }).register(shapes, { id: 'Rounds' })

export const oneRound = z.strictObject({ ...where, round }).register(shapes, { id: 'OneRound' })

const filter = z
  .strictObject({
    by: id.meta({ description: '`place`, `sex`, `age_band`, or the id of a question.' }),
    ids: z.array(id).meta({ description: 'Several stand for groups that are only told together.' }),
  })
  .register(shapes, { id: 'Filter' })

const about = {
  key: z.string().meta({ examples: ['safe_now?place=basra&sex=female'] }),
  question: id,
  kind: z.string(),
  group: z.array(filter).meta({ description: 'Whose answers; everybody’s when empty.' }),
}
const shown = z.strictObject({
  ...about,
  state: z.literal('shown'),
  base: count.meta({ description: 'People who gave an answer, unweighted: what every percent is of.' }),
  figures: z.array(
    z.strictObject({
      options: z.array(id).meta({ description: 'Several are only told together.' }),
      part: id.nullable().meta({ description: 'The part of the scale that they are.' }),
      percent,
    }),
  ),
  hidden: z.array(id).meta({ description: 'Options without a figure of their own.' }),
  nonanswers: count.nullable().meta({ description: 'People who gave none; null: too few to tell.' }),
  numbers: z
    .strictObject({
      median: z.number(),
      lower_quartile: z.number().nullable(),
      upper_quartile: z.number().nullable(),
    })
    .nullable(),
  flags: z.array(z.enum(['few', 'small', 'wide', 'half_way', 'wording'])),
  design_effect: z.number().nullable().meta({ description: 'Of the weights; null: unweighted.' }),
})
const withheld = z.strictObject({
  ...about,
  state: z.literal('withheld'),
  reason: z.enum(['few', 'revealing', 'text', 'open']),
})
const finding = z
  .discriminatedUnion('state', [shown, withheld])
  .register(shapes, { id: 'Finding' }) satisfies z.ZodType<FindingJson, unknown>
const datedFinding = z
  .discriminatedUnion('state', [shown.extend({ counted_on: day }), withheld.extend({ counted_on: day })])
  .register(shapes, { id: 'DatedFinding' }) satisfies z.ZodType<DatedFindingJson, unknown>

export const findings = z
  .strictObject({ ...where, round, findings: z.array(datedFinding) })
  .register(shapes, { id: 'Findings' })

export const trend = z
  .strictObject({
    ...where,
    question: id,
    group: z.array(filter),
    state: z.enum(['comparable', 'flagged', 'refused', 'none']).meta({
      description:
        'flagged: side by side, with what differs said. refused: no change may be told. none: fewer than two rounds have a figure.',
    }),
    reasons: z.array(z.enum(['wording', 'options', 'places', 'mode', 'weighting', 'made_up', 'few'])),
    points: z.array(z.strictObject({ round: z.int(), opened_on: day, finding })),
    changes: z
      .array(
        z.strictObject({
          options: z.array(id),
          part: id.nullable(),
          from: percent,
          to: percent,
          changed: z.boolean().meta({ description: 'Only then may anything say that it rose or fell.' }),
        }),
      )
      .meta({ description: 'From the last point but one to the last.' }),
  })
  .register(shapes, { id: 'Trend' })

export const summaries = z
  .strictObject({
    ...where,
    summaries: z.array(
      z
        .strictObject({
          id: z.string(),
          round: z.int(),
          number: z.int(),
          place: id.nullable().meta({ description: 'Whom it was for; null: everybody.' }),
          shared_on: day,
          titles: byLanguage,
          intros: byLanguage,
          items: z.array(z.strictObject({ finding, sentences: byLanguage })),
        })
        .register(shapes, { id: 'Summary' }),
    ),
  })
  .register(shapes, { id: 'Summaries' })

const label = z.strictObject({ id, text: byLanguage })
const question = z
  .strictObject({
    id,
    kind: z.enum(['choose', 'choose_many', 'number', 'text', 'place', 'consent']),
    text: byLanguage.meta({ description: '{{…}} stands where an earlier answer is put in.' }),
    hint: byLanguage.nullable(),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    by: id.nullable().meta({ description: 'What findings are broken down by with it.' }),
    options: z.array(label),
    nonanswers: z.array(label.extend({ code: z.int().nullable() })),
    parts: z.array(label.extend({ options: z.array(id) })),
    asked_of: byLanguage.meta({ description: 'Whom it is put to, in words.' }),
    condition: z.string().nullable().meta({ description: 'The same as the flow says it.' }),
    base: z.enum(['answered', 'text', 'consent']).meta({
      description: 'Whose answers its percents are of; of text and consent nothing is published.',
    }),
    rounds: z.array(
      z.strictObject({
        round: z.int(),
        programs: z.array(z.string()),
        wording: z.string().nullable().meta({ description: 'null: not asked in this round.' }),
        change: z.enum(['first', 'same', 'changed', 'within']).nullable(),
      }),
    ),
  })
  .register(shapes, { id: 'Question' }) satisfies z.ZodType<QuestionJson>

export const codebook = z
  .strictObject({ ...where, round: z.int(), languages: z.array(z.string()), questions: z.array(question) })
  .register(shapes, { id: 'Codebook' })

export const problem = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong, and what to do.' }),
    code: z.enum(['not_found', 'wrong_parameter', 'method_not_allowed', 'unavailable']),
    allowed: z.array(z.string()).optional().meta({ description: 'What could stand there instead.' }),
  })
  .meta({ description: 'RFC 9457.' })
  .register(shapes, { id: 'Problem' })
