/** Whether Telegram works, and what to do about it when it does not. */
import type { Settings } from '../../settings.ts'
import { clockFinding, type Finding } from './finding.ts'

const ANSWER_WITHIN = 10_000

/** Token, webhook and clock. */
export async function telegram({
  TELEGRAM_BOT_TOKEN,
  TELEGRAM_API_ROOT,
  TELEGRAM_MODE,
  PUBLIC_URL,
}: Settings): Promise<Finding[]> {
  if (TELEGRAM_BOT_TOKEN === undefined)
    return [{ name: 'telegram', state: 'ok', found: 'off: TELEGRAM_BOT_TOKEN is not set' }]
  const ask = async (method: string) => {
    const response = await fetch(`${TELEGRAM_API_ROOT}/bot${TELEGRAM_BOT_TOKEN}/${method}`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    })
    const clock = Date.parse(response.headers.get('date') ?? '')
    return { answer: (await response.json()) as TelegramAnswer, clock }
  }
  try {
    const { answer: me, clock } = await ask('getMe')
    if (!me.ok) {
      return [
        {
          name: 'telegram',
          state: 'error',
          found: 'Telegram refuses the token',
          advice: 'Copy it again from BotFather; /revoke makes a new one.',
        },
      ]
    }
    const findings: Finding[] = [
      { name: 'telegram', state: 'ok', found: `@${me.result?.username ?? '?'}, by ${TELEGRAM_MODE}` },
    ]
    findings.push(...clockFinding(clock, 'Telegram’s'))
    const { answer: hook } = await ask('getWebhookInfo')
    const url = hook.result?.url ?? ''
    const expected = `${PUBLIC_URL?.replace(/\/+$/, '')}/webhooks/telegram`
    if (TELEGRAM_MODE === 'webhook' && url !== expected) {
      findings.push({
        name: 'telegram webhook',
        state: 'warning',
        found: url === '' ? 'not set yet' : 'set to another address',
        advice:
          'The server sets it at its start. If it stays so, check PUBLIC_URL, which must be https and reach this server.',
      })
    }
    if (TELEGRAM_MODE === 'webhook' && hook.result?.last_error_message !== undefined) {
      findings.push({
        name: 'telegram webhook',
        state: 'warning',
        found: `Telegram could not call it lately: ${hook.result.last_error_message}`,
        advice:
          'Check that the server runs, and that PUBLIC_URL reaches it by https with a valid certificate.',
      })
    }
    return findings
  } catch {
    return [
      {
        name: 'telegram',
        state: 'error',
        found: `no answer from ${TELEGRAM_API_ROOT}`,
        advice:
          'Check that this machine reaches it; behind a proxy or a block, TELEGRAM_API_ROOT may name another Bot API server.',
      },
    ]
  }
}

interface TelegramAnswer {
  readonly ok: boolean
  readonly result?: {
    readonly username?: string
    readonly url?: string
    readonly last_error_message?: string
  }
}
