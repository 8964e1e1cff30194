/**
 * `@floip/flow-runner`, as its README shows it: a context, a runner made over it, a prompt fulfilled, and run again. The
 * context is "100% JSON-serializable" there, flows and resources included. These are the same for everybody: the
 * tuned use leaves them out of what is written at each turn.
 */
import {
  createContextDataObjectFor,
  FlowRunner,
  type IBlock,
  type IContact,
  type IContext,
  type IFlow,
  type IResource,
  SupportedMode,
} from '@floip/flow-runner'
import { compete, tuned } from './contest.ts'
import { QUESTIONS, repliesOf, THANKS } from './questions.ts'

// It tells its progress on the console; what is measured is the engine.
console.info = console.debug = console.log = () => undefined

const LANGUAGE = 'eng'
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const resources: IResource[] = [...QUESTIONS.map(({ text }) => text), THANKS].map((value, index) => ({
  uuid: uuid(900 + index),
  values: [{ language_id: LANGUAGE, value, content_type: 'TEXT', modes: [SupportedMode.TEXT] }],
})) as never

const blocks = QUESTIONS.map((question, index): IBlock => {
  const prompt = uuid(900 + index)
  return {
    uuid: uuid(100 + index),
    name: question.id,
    exits: [
      {
        uuid: uuid(200 + index),
        label: 'Default',
        tag: 'default',
        default: true,
        config: {},
        ...(index + 1 < QUESTIONS.length ? { destination_block: uuid(101 + index) } : {}),
      },
    ],
    ...(question.kind === 'choose'
      ? {
          type: 'MobilePrimitives.SelectOneResponse',
          config: { prompt, choices: question.options },
        }
      : question.kind === 'number'
        ? {
            type: 'MobilePrimitives.NumericResponse',
            config: { prompt, validation_minimum: question.min, validation_maximum: question.max },
          }
        : {
            type: 'MobilePrimitives.OpenResponse',
            config: { prompt, text: { max_response_characters: question.max } },
          }),
  } as IBlock
})

const flows = [
  {
    uuid: uuid(1),
    name: 'Five questions',
    last_modified: '2026-01-01 00:00:00.000Z',
    interaction_timeout: 3600,
    supported_modes: [SupportedMode.TEXT],
    languages: [{ id: LANGUAGE, label: 'English' }],
    first_block_id: blocks[0]?.uuid ?? '',
    blocks,
  },
] as unknown as IFlow[]

function write(context: IContext): string {
  if (!tuned) return JSON.stringify(context)
  const { flows: _, resources: __, ...state } = context
  return JSON.stringify(state)
}
const read = (text: string): IContext =>
  tuned ? { ...JSON.parse(text), flows, resources } : JSON.parse(text)

compete(async (person) => {
  const contact = { id: String(person), groups: [] } as unknown as IContact
  const replies = repliesOf(person)
  const context = await createContextDataObjectFor(
    contact,
    [],
    'user',
    'organisation',
    flows,
    LANGUAGE,
    SupportedMode.TEXT,
    resources,
  )
  await new FlowRunner(context).run()
  let stored = write(context)
  for (const question of QUESTIONS) {
    const state = read(stored)
    const runner = new FlowRunner(state)
    const { prompt } = runner.hydrateRichCursorFrom(
      state as Parameters<typeof runner.hydrateRichCursorFrom>[0],
    )
    if (prompt === undefined) throw new Error(`${question.id}: nothing was asked`)
    prompt.value = replies[question.id] as never
    await runner.run()
    stored = write(runner.context)
  }
  const { interactions } = read(stored)
  return Object.fromEntries(
    interactions.map(({ block_id, value }) => [blocks.find((block) => block.uuid === block_id)?.name, value]),
  )
})
