/** Whether WhatsApp's Cloud API works: token, number, what Meta says of it, webhook, clock and templates. */
import { SendError } from '../../channels/channel.ts'
import { type Graph, graph } from '../../channels/whatsapp-cloud/graph.ts'
import { type NumberState, readNumber } from '../../channels/whatsapp-cloud/number-health.ts'
import { CloudError } from '../../channels/whatsapp-cloud/send-error.ts'
import { readTemplates } from '../../channels/whatsapp-cloud/templates.ts'
import { publicUrl, type Settings } from '../../settings.ts'
import { clockFinding, type Finding } from './finding.ts'

const ANSWER_WITHIN = 10_000

export async function whatsappCloud(settings: Settings): Promise<Finding[]> {
  const { WHATSAPP_CLOUD_TOKEN: token, WHATSAPP_CLOUD_PHONE_NUMBER_ID: phone } = settings
  if (token === undefined || phone === undefined)
    return [{ name: 'whatsapp', state: 'ok', found: 'off: WHATSAPP_CLOUD_TOKEN is not set' }]
  const meta = graph(token, settings.WHATSAPP_CLOUD_API_ROOT)
  try {
    const number = await readNumber(meta, phone, AbortSignal.timeout(ANSWER_WITHIN))
    return [
      ...numberFindings(number),
      ...clockFinding((number.second ?? Number.NaN) * 1000, 'Meta’s'),
      webhookFinding(settings, number),
      ...(await templateFindings(
        meta,
        settings.WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID ?? number.businessAccountId,
      )),
    ]
  } catch (error) {
    return [refused(settings, error), ...addressFinding(settings)]
  }
}

const NEW_TOKEN =
  'In Meta’s business settings make a token of a system user that has the number, with whatsapp_business_messaging and whatsapp_business_management; it must not expire.'

/** Codes by which Meta says that the token is at fault. */
const isOfToken = (code: number | undefined): boolean =>
  code !== undefined && ([0, 3, 10, 190, 131_005].includes(code) || (code >= 200 && code <= 299))

function refused({ WHATSAPP_CLOUD_API_ROOT }: Settings, error: unknown): Finding {
  // Something answered, and its reason says what to do.
  if (error instanceof CloudError) {
    const found = { name: 'whatsapp', state: 'error', found: error.message } as const
    return isOfToken(error.code) ? { ...found, advice: NEW_TOKEN } : found
  }
  return {
    name: 'whatsapp',
    state: 'error',
    found: `no answer from ${WHATSAPP_CLOUD_API_ROOT}`,
    advice: 'Check that this machine reaches it.',
  }
}

function numberFindings({ number, name, quality, sending, trouble }: NumberState): Finding[] {
  const findings: Finding[] = [{ name: 'whatsapp', state: 'ok', found: `${number} (${name})` }]
  if (sending !== 'AVAILABLE') {
    findings.push({
      name: 'whatsapp number',
      state: sending === 'BLOCKED' ? 'error' : 'warning',
      found: `Meta says ${sending}: ${trouble.join('; ') || 'no reason given'}`,
      advice:
        'See the account in Meta’s business manager. The server goes on by itself once the cause is gone.',
    })
  }
  if (quality === 'YELLOW' || quality === 'RED') {
    findings.push({
      name: 'whatsapp quality',
      state: 'warning',
      found: quality,
      advice: 'People block or report the number. Send less, and only to those who want it.',
    })
  }
  return findings
}

const webhookAddress = (settings: Settings): string => `${publicUrl(settings)}/webhooks/whatsapp`

/** What can be said of the address without Meta. */
function addressFinding(settings: Settings): Finding[] {
  const address = webhookAddress(settings)
  if (address.startsWith('https:')) return []
  return [
    {
      name: 'whatsapp webhook',
      state: 'error',
      found: `Meta cannot call ${address}`,
      advice: 'Put an https address that reaches this server into PUBLIC_URL.',
    },
  ]
}

function webhookFinding(settings: Settings, { webhook }: NumberState): Finding {
  const [wrong] = addressFinding(settings)
  if (wrong !== undefined) return wrong
  const expected = webhookAddress(settings)
  const name = 'whatsapp webhook'
  if (webhook === expected) return { name, state: 'ok', found: expected }
  return {
    name,
    state: 'warning',
    found: webhook === '' ? 'Meta has none for this number' : 'Meta calls another address',
    advice: `In the app’s dashboard, WhatsApp → Configuration: callback ${expected}, the verify token of WHATSAPP_CLOUD_VERIFY_TOKEN, and the field "messages".`,
  }
}

async function templateFindings(meta: Graph, account: string | undefined): Promise<Finding[]> {
  const name = 'whatsapp templates'
  if (account === undefined) {
    return [
      {
        name,
        state: 'warning',
        found: 'the business account is not known',
        advice: 'Set WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID.',
      },
    ]
  }
  try {
    const templates = await readTemplates(meta, account, AbortSignal.timeout(ANSWER_WITHIN))
    const approved = templates.filter(({ status }) => status === 'APPROVED')
    const others = templates.filter(({ status }) => status !== 'APPROVED')
    if (templates.length === 0) {
      return [
        {
          name,
          state: 'warning',
          found: 'none: after 24 hours of silence nobody can be written to',
          advice:
            'Make one in Meta’s business manager, in each language; see docs/channels/whatsapp-cloud.md.',
        },
      ]
    }
    return [
      {
        name,
        state: 'ok',
        found: `${approved.length} approved; hearback templates lists them`,
      },
      ...others.map(
        (template): Finding => ({
          name,
          state: 'warning',
          found: `${template.name} (${template.language}) is ${template.status}`,
          advice: 'What needs it waits until the person writes. See it in Meta’s business manager.',
        }),
      ),
    ]
  } catch (error) {
    return [
      {
        name,
        state: 'warning',
        found: error instanceof SendError ? error.message : 'cannot be read',
        advice: 'Give the token whatsapp_business_management.',
      },
    ]
  }
}
