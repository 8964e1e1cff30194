/**
 * Everything a loaded run needs, put up and taken down together: the fake Bot API, the echo, the generator and the server,
 * each a process of its own.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import type { Order, Played } from './generator.ts'
import type { Target } from './http-load.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { type Script, writeScript } from './script.ts'
import { type Server, startServer, TOKEN } from './server.ts'

/** As many as we ask of Telegram (`max_connections`). */
const CONNECTIONS = 100

export interface Stage {
  readonly script: Script
  readonly server: Server
  readonly botApi: Child
  readonly dataDir: string
  /** Plays one wave at the server, then the same bodies at the echo. */
  play(wave: number): Promise<{ readonly ours: Played; readonly echo: Played }>
  playOurs(wave: number): Promise<Played>
  playEcho(wave: number): Promise<Played>
  ledger(): Ledger
  /** Once the first wave is over. */
  learnTags(): void
  close(): Promise<void>
}

export interface StageSettings {
  readonly folder: string
  readonly people: number
  readonly sending: 'on' | 'held'
}

export async function setStage({ folder, people, sending }: StageSettings): Promise<Stage> {
  const script = writeScript()
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { recursive: true })
  const children: Child[] = []
  const start = (name: string, environment?: Record<string, string>) => {
    const child = startChild(name, environment)
    children.push(child)
    return child
  }
  let server: Server | undefined
  let ledger: Ledger | undefined
  const close = async () => {
    ledger?.close()
    server?.kill()
    await Promise.all(children.map((child) => child.end()))
  }
  try {
    const botApi = start('load/bot-api', { BOT_TOKEN: TOKEN })
    const root = await botApi.hears<string>()
    const echo = start('load/echo')
    const echoPort = await echo.hears<number>()
    const generator = start('load/generator')
    const running = await startServer({ dataDir, botApi: root, sending })
    server = running
    let tags: string[] | undefined
    const playAt = (target: Target) => (wave: number) =>
      generator.ask<Played>({
        wave,
        target,
        people,
        connections: CONNECTIONS,
        ...(tags === undefined ? {} : { tags }),
      } satisfies Order)
    const playOurs = playAt(running.target)
    const playEcho = playAt({ ...running.target, port: echoPort })
    const open = () => {
      ledger ??= openLedger(dataDir)
      return ledger
    }
    return {
      script,
      server: running,
      botApi,
      dataDir,
      playOurs,
      playEcho,
      play: async (wave) => ({ ours: await playOurs(wave), echo: await playEcho(wave) }),
      ledger: open,
      learnTags: () => {
        tags = open().tags(people)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
