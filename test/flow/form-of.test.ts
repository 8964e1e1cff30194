/**
 * The check says how each question is shown; the channels show it. Were the two to differ, a programme would learn in the
 * field what its questions look like.
 */
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { render as telegram } from '../../src/channels/telegram/render.ts'
import { AnswerForm } from '../../src/channels/webchat/answer-form.tsx'
import type { PageTexts } from '../../src/channels/webchat/texts.ts'
import { render as whatsappCloud } from '../../src/channels/whatsapp-cloud/render.ts'
import { render as whatsappWeb } from '../../src/channels/whatsapp-web/render.ts'
import { command } from '../../src/cli/check.ts'
import type { Ask, Message, Option } from '../../src/engine/message.ts'
import { kindOf } from '../../src/engine/questions/kinds.ts'
import { type Prompt, prepare } from '../../src/engine/runnable.ts'
import {
  CHANNEL_NAMES,
  type ChannelName,
  type Choices,
  FORMS,
  type Form,
  formOf,
} from '../../src/flow/form-of.ts'
import type { ShownForm } from '../../src/flow/forms-table.ts'
import { WHOLE_LABEL } from '../../src/flow/lengths.ts'
import { readProgrammes } from '../../src/programmes/read-programmes.ts'
import { readTexts } from '../../src/programmes/read-texts.ts'

const root = resolve(import.meta.dirname, '../..')
const folders = { flowsDir: resolve(root, 'flows'), localesDir: resolve(root, 'locales') }

const AROUND = {
  en: { choose: 'Choose', one: 'Write a number.', several: 'Write numbers.', also: '{{words}}' },
}
const asking = (ask: Ask, text = 'Which?'): Message => ({ text, language: 'en', direction: 'ltr', ask })

/** What a channel makes of a question. */
const SEEN: Readonly<Record<ChannelName, (ask: Ask) => Form>> = {
  telegram(ask) {
    const texts = telegram({ kind: 'send', message: asking(ask) }).map((native) =>
      native.method === 'sendMessage' ? native.text : '',
    )
    return texts.join('') === 'Which?' ? 'buttons' : 'numbered'
  },
  'whatsapp-cloud'(ask) {
    const payload = whatsappCloud({ kind: 'send', message: asking(ask) }, AROUND).at(-1)?.payload
    if (payload?.type !== 'interactive') return 'numbered'
    if (payload.interactive.type === 'button') return 'buttons'
    return JSON.stringify(payload.interactive.action).includes('"description":') ? 'described list' : 'list'
  },
  'whatsapp-web'(ask) {
    const native = whatsappWeb({ kind: 'send', message: asking(ask) }, AROUND)
    return native.every(({ kind }) => kind === 'text') ? 'numbered' : 'buttons'
  },
  webchat(ask) {
    const props = { action: '/', id: 'x', texts: {} as PageTexts, typed: {} } // no text of the page is looked at
    const html = String(AnswerForm({ ...props, message: { ...asking(ask), ask } }))
    return html.split(/class="option(?: tick)?"/).length - 1 === ask.options.length ? 'buttons' : 'numbered'
  },
}

const choicesOf = ({ kind, options, actions }: Ask): Choices => {
  const skip = actions.find(({ id }) => id === '~skip')
  return {
    several: kind === 'choose_many',
    options: options.map(({ label }) => label),
    ...(skip === undefined ? {} : { skip: skip.label }),
    others: actions.filter((action) => action !== skip).map(({ label }) => label),
  }
}

/** Lengths about every limit, in letters of one and of two UTF-16 units. */
const label = fc
  .tuple(
    fc.oneof(fc.constantFrom(1, 10, 12, 17, 19, 20, 21, 24, 25, 34, 35, 36, 37, 72, 73), fc.nat(80)),
    fc.constantFrom('x', 'ع', '😀', '\u200f'),
    fc.constantFrom('', '1', 'Back'),
  )
  .map(([length, letter, end]) => letter.repeat(length) + end)
const short = fc.stringMatching(/^[a-z]{1,20}$/)
const labels = (most: number) =>
  fc.constantFrom(label, short).chain((one) => fc.array(one, { minLength: 1, maxLength: most }))
const action = (id: string): fc.Arbitrary<Option> =>
  fc.oneof(fc.constantFrom('Back', 'Skip'), label).map((words) => ({ id, label: words }))
const ask: fc.Arbitrary<Ask> = fc.record({
  tag: fc.constant('tagtagta'),
  ask: fc.constant(5),
  kind: fc.constantFrom('choose', 'choose', 'choose_many', 'number', 'text'),
  options: fc
    .oneof(labels(4), labels(12), fc.array(short, { minLength: 97, maxLength: 101 }))
    .map((all) => all.map((words, index) => ({ id: `o${index}`, label: words }))),
  actions: fc
    .tuple(fc.option(action('~skip')), fc.option(action('~back')))
    .map((all) => all.filter((one) => one !== null)),
})

describe('the form that the check tells', () => {
  it.each(CHANNEL_NAMES)('is the one that people see, of whatever question: %s', (channel) => {
    fc.assert(
      fc.property(ask, (one) => {
        expect(formOf(choicesOf(one), channel).form).toBe(SEEN[channel](one))
      }),
      { numRuns: 1500 },
    )
  })

  it('is the one that people see, of every question of the sample programme in every language', async () => {
    let said = ''
    const out = (text: string): void => {
      said += text
    }
    const env = { FLOWS_DIR: folders.flowsDir, LOCALES_DIR: folders.localesDir }
    await command.run(['--channels', '--json'], { out, err: out, env })
    const { shown } = JSON.parse(said) as { shown: ShownForm[] }
    expect(shown.map(({ reason, ...form }) => form)).toEqual(sampleForms())
    expect(shown.filter(({ form, reason }) => (form === 'buttons') !== (reason === undefined))).toEqual([])
  })

  it.each<[string, string[], Partial<Choices>, Form, string | undefined]>([
    ['three short labels', ['Yes', 'No', 'Perhaps'], {}, 'buttons', undefined],
    ['a way to skip beside three', ['A', 'B', 'C'], { skip: 'Skip' }, 'list', '3 options and “Skip”'],
    ['no room for the way back', ['A', 'B', 'C'], { others: ['Back'] }, 'buttons', undefined],
    ['many', 'abcdefghijkl'.split(''), { under: 'basra' }, 'numbered', '12 options in basra'],
    ['several answers', ['A', 'B'], { several: true }, 'numbered', 'several answers'],
    [
      'one long label',
      ['Almost always unsafe', 'Almost always safe now'],
      {},
      'list',
      '“Almost always safe now” has 22 characters, 20 fit a button',
    ],
    [
      'a longer one',
      ['No', 'Neither safe nor unsafe, all in all'],
      {},
      'described list',
      '“Neither safe nor unsafe, all …” has 35 characters, 24 fit a line of a list',
    ],
    [
      'one too long for all',
      ['No', 'x'.repeat(73)],
      {},
      'numbered',
      `“${'x'.repeat(29)}…” has 73 characters, 72 fit a list`,
    ],
    [
      'the way back as an option',
      ['Back', 'On'],
      { others: ['Back'] },
      'numbered',
      '“Back” stands twice, and buttons must differ',
    ],
  ])('on WhatsApp comes with its reason: %s', (_, options, more, form, why) => {
    const shown = formOf({ several: false, options, others: [], ...more }, 'whatsapp-cloud')
    expect([shown.form, shown.why]).toEqual([form, why])
  })
})

describe('a label that the check lets pass', () => {
  it('is never cut in two, however long the question and its list', () => {
    const word = fc.stringMatching(/^[a-z .]{1,40}$/)
    const line = fc
      .tuple(word, fc.oneof(fc.nat(WHOLE_LABEL), fc.constant(WHOLE_LABEL)))
      .map(([text, length]) =>
        text
          .repeat(Math.ceil(length / text.length))
          .slice(0, length)
          .trim(),
      )
      .filter((text) => text !== '')
    fc.assert(
      fc.property(line, fc.array(line, { minLength: 2, maxLength: 60 }), (text, all) => {
        const options = all.map((words, index) => ({ id: `o${index}`, label: words }))
        const put: Ask = { tag: 'tagtagta', ask: 5, kind: 'choose_many', options, actions: [] }
        const native = whatsappCloud({ kind: 'send', message: asking(put, text) }, AROUND)
        const texts = native.map(({ payload }) => (payload.type === 'text' ? payload.text.body : ''))
        const lines = new Set(texts.flatMap((body) => body.split('\n')))
        expect(all.filter((words, index) => !lines.has(`${index + 1}. ${words}`))).toEqual([])
      }),
    )
  })
})

/** The poorest form of each question's stops, by what the channels make of them. */
function sampleForms(): Omit<ShownForm, 'reason'>[] {
  const common = readTexts(folders.localesDir, 'common')
  const programs = readProgrammes(folders).programmes.flatMap((programme) => programme.programs)
  return programs.flatMap((program) => {
    const { voices, first } = prepare(program, common)
    return program.questions.flatMap(({ id }, slot) =>
      CHANNEL_NAMES.flatMap((channel) =>
        program.languages.flatMap((language) => {
          const prompt = voices[language]?.prompts[slot]
          const forms = prompt === undefined ? [] : asksOf(prompt, first).map(SEEN[channel])
          const form = FORMS[Math.max(...forms.map((one) => FORMS.indexOf(one)))]
          const { programme, flow } = program
          return form === undefined ? [] : [{ programme, flow, question: id, channel, language, form }]
        }),
      ),
    )
  })
}

function asksOf({ question, choices, under, actions }: Prompt, first: number): Ask[] {
  const stops = question.kind === 'place' ? [...under.entries()] : [['', choices] as const]
  return stops
    .filter(([, { options }]) => options.length > 0)
    .map(([parent, { options }]) => ({
      tag: 'tagtagta',
      ask: 5,
      kind: kindOf(question).ask,
      options,
      actions: question.at === first && parent === '' ? actions.first : actions.later,
    }))
}
