/**
 * WhatsApp by Meta's Cloud API. What comes in comes by webhook alone; what goes out is planned first: within 24 hours of
 * a person's last message anything, after that an approved template, else it waits for the person.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { WHATSAPP } from '../../limits.ts'
import {
  type Admission,
  type Channel,
  type Circumstances,
  type Health,
  type Limits,
  type Outgoing,
  SendError,
  type Sent,
} from '../channel.ts'
import { errorRow } from './error-table.ts'
import { type Graph, graph } from './graph.ts'
import { healthAfter, healthOf, readNumber } from './number-health.ts'
import { pictures } from './pictures.ts'
import type { WhatsappCloudPorts, WhatsappCloudSettings } from './ports.ts'
import { readMarks } from './read-marks.ts'
import { type Native, render, withPictureId } from './render.ts'
import { CloudError } from './send-error.ts'
import {
  type AccountTemplate,
  fillTemplate,
  matchTemplate,
  placeholders,
  plainValue,
  readTemplates,
} from './templates.ts'
import { webhook } from './webhook.ts'

/** Pace: 80 messages a second for a number that was not raised. Between two to one person: their order is kept so. */
const LIMITS: Limits = {
  text: WHATSAPP.text,
  label: WHATSAPP.buttonLabel,
  buttons: WHATSAPP.buttons,
  gap: 1_000,
  pace: 80,
}
/** Milliseconds: Meta tells of a message within so long, or never got it. */
const CONFIRMS_WITHIN = 60_000
/** Milliseconds that the window counts as closed before it is: a message on its way must still arrive within it. */
const WINDOW_MARGIN = 60_000
/** Ticks on their way at once. */
const MARKS_AT_ONCE = 8
/** Milliseconds between two looks at number and templates; after trouble the first. */
const LOOK_EVERY = 15 * 60_000
const LOOK_AGAIN = 60_000
/** Milliseconds after which a message looks again for a template that was not there. */
const TEMPLATE_AGAIN = 60 * 60_000

export function whatsappCloud(settings: WhatsappCloudSettings, ports: WhatsappCloudPorts): Channel<Native> {
  const { phoneNumberId } = settings
  const { log, seal, texts } = ports
  const now = ports.now ?? Date.now
  const wait = ports.wait ?? waitFor
  const meta: Graph = graph(settings.token, settings.apiRoot)
  const path = `${phoneNumberId}/messages`
  const uploads = pictures(meta, `${phoneNumberId}/media`, ports.picture, now)
  // Of their own, so that no message ever stands behind a tick.
  const aside: Graph = graph(settings.token, settings.apiRoot, MARKS_AT_ONCE)
  const marks = readMarks(aside, path, { ...ports, wait })
  let health: Health = { state: 'up' }
  let businessAccountId = settings.businessAccountId
  /** Undefined: not read yet. */
  let templates: readonly AccountTemplate[] | undefined
  let lookNow: () => void = () => undefined

  /** Asks Meta for number and templates, and says how long the answer is good for. Never rejects. */
  async function look(signal: AbortSignal): Promise<number> {
    try {
      const number = await readNumber(meta, phoneNumberId, signal)
      setHealth(healthOf(number))
      businessAccountId ??= number.businessAccountId
      const digits = number.number.replace(/\D/g, '')
      if (digits !== '') await ports.named?.(digits)
    } catch (error) {
      if (signal.aborted) return LOOK_EVERY
      // A token that may send but not look is only half a trouble.
      if (keepsFromSending(error)) setHealth(healthAfter(error))
      log('warn', 'Meta could not be asked for the number', { reason: reasonOf(error) })
      return LOOK_AGAIN
    }
    if (businessAccountId === undefined) return LOOK_EVERY
    try {
      templates = await readTemplates(meta, businessAccountId, signal)
    } catch (error) {
      if (!signal.aborted) log('warn', 'the templates could not be read', { reason: reasonOf(error) })
    }
    return LOOK_EVERY
  }

  function setHealth(next: Health): void {
    if (next.state !== health.state) {
      if (next.state === 'up') log('info', 'WhatsApp is up')
      else log('error', 'WhatsApp is down', { reason: next.reason ?? '' })
    }
    health = next
  }

  async function call(
    address: string,
    native: Native,
    signal: AbortSignal,
    reference: string,
  ): Promise<Sent> {
    const payload =
      native.picture === undefined
        ? native.payload
        : withPictureId(native.payload, await uploads.idOf(native.picture, signal))
    const { second, body } = await meta.post(
      path,
      {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        // A business-scoped id has letters; a number has none.
        ...(/^\d+$/.test(address) ? { to: address } : { recipient: address }),
        ...payload,
        biz_opaque_callback_data: seal(reference),
      },
      String(native.payload.type),
      signal,
    )
    const [message] = Array.isArray(body.messages) ? (body.messages as { id?: unknown }[]) : []
    return {
      ...(typeof message?.id === 'string' ? { external: ports.digest(message.id) } : {}),
      ...(second === undefined ? {} : { position: second }),
    }
  }

  return {
    name: 'whatsapp-cloud',
    account: phoneNumberId,
    limits: LIMITS,
    confirmsWithin: CONFIRMS_WITHIN,
    routes: (intake) =>
      webhook(settings, ports, intake, {
        taken: ({ id }, receipt) => {
          if (receipt?.status === 'committed') marks.mark(id, (receipt.messages?.length ?? 0) > 0)
        },
        templatesChanged: () => lookNow(),
      }),
    async run(_intake, signal) {
      while (!signal.aborted) {
        const early = new AbortController()
        // Also while a look is under way, which may have read what is old by now.
        lookNow = () => early.abort()
        const pause = await look(signal)
        await wait(pause, AbortSignal.any([signal, early.signal]))
      }
      await marks.drained()
    },
    render: (outgoing) => render(outgoing, texts),
    admit: (outgoing, circumstances) => admit(outgoing, circumstances, templates),
    async send(address, native, signal, reference) {
      // Before anything is written an abort is certain.
      if (signal.aborted) throw new SendError('retry', 'stopped before it was sent')
      try {
        const sent = await call(address, native, signal, reference)
        if (health.state === 'down') setHealth({ state: 'up' })
        return sent
      } catch (error) {
        if (native.picture !== undefined) uploads.forget(native.picture)
        if (error instanceof CloudError && error.kind === 'config') setHealth(healthAfter(error))
        if (isTemplateFault(error)) {
          log('error', 'a template was refused', { reason: error.message })
          // Nobody else is sent one before they were read anew.
          templates = undefined
          lookNow()
        }
        throw error
      }
    },
    async fetch({ handle }, most, signal) {
      const { body } = await meta.get(encodeURIComponent(handle), 'file', signal)
      if (typeof body.url !== 'string') throw new SendError('rejected', 'file: Meta tells no place for it')
      if (typeof body.file_size === 'number' && body.file_size > most)
        throw new SendError('rejected', `file: larger than ${Math.round(most / 1024 / 1024)} MiB`)
      return meta.download(body.url, most, 'file', signal)
    },
    async probe(signal) {
      const found = healthOf(await readNumber(meta, phoneNumberId, signal))
      setHealth(found)
      if (found.state !== 'up') throw new SendError('config', found.reason ?? '')
    },
    health: () => health,
  }
}

/** Pure. Whether it may go now, and as what. */
export function admit(
  outgoing: Outgoing,
  { heardAt, now }: Circumstances,
  templates: readonly AccountTemplate[] | undefined,
): Admission {
  if (outgoing.kind === 'redraw') return { kind: 'send', outgoing }
  const { template, ...message } = outgoing.message
  if (now < heardAt + WHATSAPP.window - WINDOW_MARGIN)
    return { kind: 'send', outgoing: { ...outgoing, message } }
  const closed = 'more than 24 hours since the person wrote'
  if (template === undefined) return { kind: 'wait', reason: `${closed}, and no template for it` }
  if (templates === undefined)
    return { kind: 'wait', reason: `${closed}, and the templates are not read yet`, until: now + LOOK_AGAIN }
  const match = matchTemplate(templates, template, message.language)
  if (match.kind === 'none')
    return { kind: 'wait', reason: `${closed}, and ${match.reason}`, until: now + TEMPLATE_AGAIN }
  const { language: code, text } = match.template
  const filled = { ...template, values: template.values.map(plainValue), names: placeholders(text), code }
  return {
    kind: 'send',
    outgoing: {
      ...outgoing,
      message: { ...message, text: fillTemplate(text, template.values), template: filled },
    },
  }
}

/** The token is refused, or Meta cannot be reached; not: one permission is missing. */
const keepsFromSending = (error: unknown): boolean => {
  if (!(error instanceof CloudError)) return true
  return error.kind !== 'config' || error.code === undefined || TOKEN_CODES.has(error.code)
}

const TOKEN_CODES: ReadonlySet<number> = new Set([0, 33, 190])

const isTemplateFault = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.code !== undefined && errorRow(error.code)?.template === true

const reasonOf = (error: unknown): string => (error instanceof SendError ? error.message : 'unknown')

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}
