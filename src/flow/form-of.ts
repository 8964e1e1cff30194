/**
 * What a question is shown as on each channel, told without asking the channel: flows are checked where no channel is.
 * test/flow/form-of.test.ts holds it against what the channels render.
 *
 *   buttons          each option is a button
 *   list             each option is a line of a list that opens
 *   described list   the same, but for labels too long for a line: they stand below its number
 *   numbered         the options stand in the text by number; where a channel can, under it are buttons with numbers
 */
import { TELEGRAM_BUTTONS, TELEGRAM_LABEL, WHATSAPP } from '../limits.ts'

/** From the best to the poorest. */
export const FORMS = ['buttons', 'list', 'described list', 'numbered'] as const
export type Form = (typeof FORMS)[number]

/** What people call each channel, by its name. */
export const CHANNELS = {
  telegram: 'Telegram',
  'whatsapp-cloud': 'WhatsApp (Cloud API)',
  'whatsapp-web': 'WhatsApp (linked device)',
  webchat: 'web chat',
} as const
export type ChannelName = keyof typeof CHANNELS
export const CHANNEL_NAMES = Object.keys(CHANNELS) as readonly ChannelName[] // the keys just written

/** What stands to choose from at once. A question about a place has some for every place that people walk through. */
export interface Choices {
  /** Whether several may be chosen. */
  readonly several: boolean
  /** The labels, those of non-answers among them. At least one: a question without options has no form. */
  readonly options: readonly string[]
  /** The label of what leaves the question out, where one may. */
  readonly skip?: string
  /** The labels of what else can be pressed. */
  readonly others: readonly string[]
  /** Code of the place that they lie in. */
  readonly under?: string
}

export interface Shown {
  readonly form: Form
  /** Why not as buttons: ends a sentence, in English. */
  readonly why?: string
  /** Characters that one label may have in this form. Absent: any number, up to a line of text. */
  readonly label?: number
}

export const formOf = (choices: Choices, channel: ChannelName): Shown => RULES[channel](choices)

/** Where the choices of one question differ in form: the poorest, and of equals the longest. */
export function poorestForm(all: readonly Choices[], channel: ChannelName): Shown | undefined {
  const shown = all.map((choices) => ({ ...formOf(choices, channel), options: choices.options.length }))
  const [first, ...others] = shown
  if (first === undefined) return undefined
  const { options, ...poorest } = others.reduce((most, one) => {
    const poorer = FORMS.indexOf(one.form) - FORMS.indexOf(most.form)
    return poorer > 0 || (poorer === 0 && one.options > most.options) ? one : most
  }, first)
  return poorest
}

/** As the channel counts: Telegram by what is seen, WhatsApp in UTF-16 units, to be safe. */
export const lengthOn = (channel: ChannelName, text: string): number =>
  channel === 'telegram' ? [...text].length : text.length

const RULES: Readonly<Record<ChannelName, (choices: Choices) => Shown>> = {
  telegram,
  'whatsapp-cloud': whatsappCloud,
  'whatsapp-web': () => numbered('a linked device has no buttons'),
  // Labels of any length are wrapped, and several answers are boxes to tick.
  webchat: () => ({ form: 'buttons' }),
}

function telegram(choices: Choices): Shown {
  const { options } = choices
  if (options.length + actionsOf(choices).length > TELEGRAM_BUTTONS) return numbered(counted(choices))
  if (options.some(isBlank)) return numbered(UNSEEN)
  const long = longest('telegram', options)
  if (lengthOn('telegram', long) > TELEGRAM_LABEL)
    return numbered(tooLong('telegram', long, TELEGRAM_LABEL, 'a button'))
  return { form: 'buttons', label: TELEGRAM_LABEL }
}

function whatsappCloud(choices: Choices): Shown {
  const { options, skip } = choices
  if (choices.several) return numbered('several answers')
  const all = [...options, ...actionsOf(choices)]
  if (all.some(isBlank)) return numbered(UNSEEN)
  const { buttonLabel, lineTitle, lineDescription } = WHATSAPP
  const long = longest('whatsapp-cloud', options)
  const few = options.length + (skip === undefined ? 0 : 1) <= WHATSAPP.buttons
  if (few && long.length <= buttonLabel) {
    const shown = all.filter((label) => label.length <= buttonLabel).slice(0, WHATSAPP.buttons)
    const twin = shown.find((label, at) => shown.indexOf(label) !== at)
    if (twin !== undefined) return numbered(`“${shortened(twin)}” stands twice, and buttons must differ`)
    return { form: 'buttons', label: buttonLabel }
  }
  if (options.length > WHATSAPP.lines) return numbered(counted(choices))
  const line = longest('whatsapp-cloud', all.slice(0, WHATSAPP.lines))
  if (line.length > lineDescription)
    return numbered(tooLong('whatsapp-cloud', line, lineDescription, 'a list'))
  if (line.length > lineTitle)
    return {
      form: 'described list',
      why: tooLong('whatsapp-cloud', line, lineTitle, 'a line of a list'),
      label: lineDescription,
    }
  const why = few ? tooLong('whatsapp-cloud', long, buttonLabel, 'a button') : counted(choices)
  return { form: 'list', why, label: lineTitle }
}

const actionsOf = ({ skip, others }: Choices): readonly string[] =>
  skip === undefined ? others : [skip, ...others]

const numbered = (why: string): Shown => ({ form: 'numbered', why })

const longest = (channel: ChannelName, labels: readonly string[]): string =>
  labels.reduce((most, label) => (lengthOn(channel, label) > lengthOn(channel, most) ? label : most), '')

/** Nothing in it shows: no button can bear it. */
const isBlank = (label: string): boolean => /^[\s\p{Cc}\p{Cf}\u2800\u3164]*$/u.test(label)
const UNSEEN = 'a label in which nothing can be seen'

function counted({ options, skip, under }: Choices): string {
  const all = `${options.length} options${under === undefined ? '' : ` in ${under}`}`
  const only = options.length <= WHATSAPP.buttons && skip !== undefined
  return only ? `${all} and “${shortened(skip)}”` : all
}

const tooLong = (channel: ChannelName, label: string, most: number, on: string): string =>
  `“${shortened(label)}” has ${lengthOn(channel, label)} characters, ${most} fit ${on}`

/** Characters of a label that a reason quotes: enough to know it by. */
const QUOTED = 30

function shortened(label: string): string {
  const characters = [...label]
  return characters.length <= QUOTED ? label : `${characters.slice(0, QUOTED - 1).join('')}…`
}
