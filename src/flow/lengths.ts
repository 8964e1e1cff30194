/** Checks that every text and label fits what the channels can show, and tells what is shown otherwise than it could be. */
import { OUTBOUND_TEXT, SCALE_PART_TEXT, TOPIC_TEXT, WHATSAPP } from '../limits.ts'
import { type Group, groupsOf, type Label, type Surroundings } from './choices.ts'
import type { Report } from './diagnostic.ts'
import { CHANNEL_NAMES, CHANNELS, type ChannelName, FORMS, formOf, lengthOn } from './form-of.ts'
import type { Question } from './program.ts'
import type { LanguageTexts, Text } from './texts.ts'

/** Room for a number, a dot, a space, a mark of direction and a line's end around each label. */
const NUMBERING = 6

/**
 * The longest label that no channel ever cuts: numbered text goes out in as many messages as it takes, cut between two
 * lines wherever no stump of less than half a message is left.
 */
export const WHOLE_LABEL = OUTBOUND_TEXT / 2 - NUMBERING

/**
 * What no form can show is an error. A label too long for one form is a notice naming the form used instead, and so is a
 * question too long for one message. Without the surroundings, names of places are not looked at.
 */
export function checkLengths(
  texts: LanguageTexts,
  questions: readonly Question[],
  report: Report,
  surroundings: Surroundings = { levels: [], places: [] },
): void {
  for (const [key, text] of texts.texts) {
    checkText(key, text, texts.language, report)
  }
  for (const [slot, question] of questions.entries()) {
    const isFirst = slot === 0
    const groups = groupsOf(question, isFirst, texts, surroundings)
    const put: Put = { question, isFirst, groups, texts, report }
    checkLabels(put)
    checkSplit(put)
  }
}

/** One question in one language. */
interface Put {
  readonly question: Question
  readonly isFirst: boolean
  readonly groups: readonly Group[]
  readonly texts: LanguageTexts
  readonly report: Report
}

/** Most characters of what is read where findings are told. */
const HEADINGS: Readonly<Record<string, number>> = { topic: TOPIC_TEXT, scale: SCALE_PART_TEXT }

function checkText(key: string, text: Text, language: string, report: Report): void {
  const [, part] = key.split('.')
  if (part === 'options') return
  const length = longest(text)
  const heading = part === undefined ? undefined : HEADINGS[part]
  if (heading !== undefined && length > heading) {
    report.error(
      text.at,
      'too-long',
      `\`${key}\` (${language}) has ${length} characters; it stands in headings and pictures, and may have ${heading}.`,
    )
    return
  }
  if (length <= OUTBOUND_TEXT) return
  report.error(
    text.at,
    'too-long',
    `\`${key}\` (${language}) has ${length} characters, and a message takes at most ${OUTBOUND_TEXT}: shorten it, or split it over two steps.`,
  )
}

function checkLabels({ question, groups, texts, report }: Put): void {
  const { language, file } = texts
  const start = texts.texts.get(`${question.id}.text`)?.at ?? { file, line: 1, column: 1 }
  const endless = longestOf(
    groups.flatMap(({ labels }) => labels),
    'whatsapp-web',
  )
  if (endless !== undefined && endless.label.length > WHOLE_LABEL) {
    report.error(
      endless.at ?? start,
      'too-long',
      `\`${question.id}\` (${language}) fits no form on any chat app: its longest label has ${endless.label.length} characters, and even a line of numbered text takes at most ${WHOLE_LABEL}. Shorten it.`,
    )
    return
  }
  for (const channel of CHANNEL_NAMES) {
    const [worst] = groups
      .flatMap((group) => lessened(group, channel) ?? [])
      .sort((one, other) => FORMS.indexOf(other.form) - FORMS.indexOf(one.form))
    if (worst === undefined) continue
    const { label, at = start, form, most, on } = worst
    report.notice(
      at,
      'label-length',
      `“${label}” (${language}) has ${lengthOn(channel, label)} characters, and ${CHANNELS[channel]} shows at most ${most} on ${on}: \`${question.id}\` is shown there as ${INSTEAD[form]} instead.`,
    )
  }
}

const INSTEAD = {
  buttons: 'buttons',
  list: 'a list',
  'described list': 'a list with descriptions',
  numbered: 'numbered text',
} as const

/** The longest label, where it keeps the others from the form that as many short ones would have. */
function lessened({ labels, choices }: Group, channel: ChannelName) {
  const { form } = formOf(choices, channel)
  const best = formOf({ ...choices, options: labels.map((_, index) => `#${index}`) }, channel)
  const long = longestOf(labels, channel)
  if (form === best.form || long === undefined || best.label === undefined) return undefined
  if (lengthOn(channel, long.label) <= best.label) return undefined
  return { ...long, form, most: best.label, on: best.form === 'buttons' ? 'a button' : 'a line of a list' }
}

/** A question that goes out in several messages is as good a question, but may not be what its author thinks. */
function checkSplit({ question, isFirst, groups, texts, report }: Put): void {
  const text = texts.texts.get(`${question.id}.text`)
  if (text === undefined || longest(text) > OUTBOUND_TEXT) return
  const hint = texts.texts.get(`${question.id}.hint`)
  const words = longest(text) + (hint === undefined ? 0 : longest(hint) + 1)
  for (const channel of CHANNEL_NAMES) {
    // The web chat scrolls.
    if (channel === 'webchat') continue
    const listings = groups
      .filter(({ choices }) => formOf(choices, channel).form === 'numbered')
      .map(({ labels }) => labels.reduce((sum, { label }) => sum + label.length + NUMBERING, 0))
    // A question in words has buttons too: the way back, or to leave it out.
    const pressed = groups.length > 0 ? listings.length < groups.length : !isFirst || question.optional
    const above = channel === 'whatsapp-cloud' && pressed ? WHATSAPP.choicesText : OUTBOUND_TEXT
    const whole = words + Math.max(0, ...listings)
    if (words <= above && whole <= OUTBOUND_TEXT) continue
    const [length, most, room] =
      words > above
        ? [words, above, above < OUTBOUND_TEXT ? ' above buttons or a list' : '']
        : [whole, OUTBOUND_TEXT, '']
    const what =
      length > words ? ' and its options have' : words > longest(text) ? ' and its hint have' : ' has'
    report.notice(
      text.at,
      'text-split',
      `\`${question.id}.text\` (${texts.language})${what} ${length} characters, and ${CHANNELS[channel]} takes at most ${most}${room}: it is sent there as ${length > OUTBOUND_TEXT ? 'several' : 'two'} messages.`,
    )
  }
}

/** In UTF-16 units: the stricter reading of what platforms call characters. */
const longest = (text: Text): number => Math.max(...text.forms.map((form) => form.length))

function longestOf(labels: readonly Label[], channel: ChannelName): Label | undefined {
  const [first, ...others] = labels
  const length = ({ label }: Label) => lengthOn(channel, label)
  return first && others.reduce((most, one) => (length(one) > length(most) ? one : most), first)
}
