/** The server as it runs for real, in this process, with a Telegram of our own that sets no pace. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../../src/app.ts'
import { createLog } from '../../src/log.ts'
import { readSettings, type Settings } from '../../src/settings.ts'
import { type BotApi, startBotApi } from '../fakes/bot-api/server.ts'
import { freePort } from './free-port.ts'

export interface House {
  readonly app: App
  readonly settings: Settings
  readonly fake: BotApi
  /** What the server logged, as lines of JSON. */
  readonly lines: readonly string[]
  /** Stops the server; what it kept stays until `remove`. */
  stop(): Promise<void>
  /** Starts it again on what it kept. */
  restart(): Promise<App>
  /** Stops it if need be, and takes its folder and its Telegram away. */
  remove(): Promise<void>
}

const TOKEN = '4711:end-to-end'

/** `more` are further settings, by their names in the environment. */
export async function openHouse(more: Readonly<Record<string, string>> = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-'))
  const fake = await startBotApi({ token: TOKEN })
  const port = await freePort()
  const settings = readSettings({
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: fake.root,
    TELEGRAM_WEBHOOK_SECRET: 'secret',
    TELEGRAM_PACE: '1000',
    TELEGRAM_GAP: '0',
    ...more,
  })
  const lines: string[] = []
  const start = async () => {
    const app = await createApp(
      settings,
      createLog('debug', (line) => lines.push(line)),
    )
    running = app
    await app.start()
    return app
  }
  let running: App | undefined
  const stop = async () => {
    const app = running
    running = undefined
    await app?.stop()
  }
  const remove = async () => {
    await stop()
    await fake.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const app = await start()
    const restart = async () => {
      await stop()
      return start()
    }
    return { app, settings, fake, lines, stop, restart, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
