/**
 * Everything a loaded run needs, put up and taken down together: the platform's stand-in, the echo, the generator and the
 * server, each a process of its own.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import type { Order, Played } from './generator.ts'
import { type Ledger, openLedger } from './ledger.ts'
import type { Platform } from './platform.ts'
import { type Script, writeScript } from './script.ts'
import { type Server, startServer } from './server.ts'

/** As many as we ask of Telegram (`max_connections`); Meta takes as many as it likes. */
const CONNECTIONS = 100

export interface Stage {
  readonly script: Script
  readonly server: Server
  readonly standIn: Child
  readonly dataDir: string
  /** Plays one wave at the server; the echo gets the same bodies. */
  playOurs(wave: number): Promise<Played>
  playEcho(wave: number): Promise<Played>
  ledger(): Ledger
  /** Once the first wave is over. */
  learnTags(): void
  close(): Promise<void>
}

export interface StageSettings {
  readonly platform: Platform
  readonly folder: string
  readonly people: number
  readonly sending: 'on' | 'held'
}

export async function setStage({ platform, folder, people, sending }: StageSettings): Promise<Stage> {
  const script = writeScript(platform)
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir, { recursive: true })
  const children: Child[] = []
  const start = (name: string) => {
    const child = startChild(name, { PLATFORM: platform.name })
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
    const standIn = start(platform.standIn)
    const root = await standIn.hears<string>()
    const echo = start('load/echo')
    const echoPort = await echo.hears<number>()
    const generator = start('load/generator')
    const running = await startServer({ dataDir, settings: platform.settings(root), sending })
    server = running
    let tags: string[] | undefined
    const playAt = (port: number) => (wave: number) =>
      generator.ask<Played>({
        wave,
        port,
        people,
        connections: CONNECTIONS,
        ...(tags === undefined ? {} : { tags }),
      } satisfies Order)
    const playOurs = playAt(running.port)
    const playEcho = playAt(echoPort)
    const open = () => {
      ledger ??= openLedger(platform, dataDir)
      return ledger
    }
    return {
      script,
      server: running,
      standIn,
      dataDir,
      playOurs,
      playEcho,
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
