/** The server under test: `hearback serve` as an operator starts it, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Server {
  readonly port: number
  /** Milliseconds from spawn until /readyz said 200. */
  readonly readyAfter: number
  /** Sending held, or let go: what SIGUSR2 does. Resolves when the server has said so. */
  toggleSending(): Promise<void>
  /** The most memory that was resident since its start, in bytes. */
  peakMemory(): number
  /** Seconds of processor since its start, all its threads together. */
  processorTime(): number
  /** SIGTERM; resolves when the process is gone. Rejects when it does not end well. */
  stop(): Promise<void>
  /** For the end of a run that failed. */
  kill(): void
}

export interface ServerSettings {
  readonly dataDir: string
  /** Of its channels and the like, by their names in the environment. */
  readonly settings: Readonly<Record<string, string>>
  readonly sending: 'on' | 'held'
}

/** How often the port is tried until the server is ready, in milliseconds. */
const LOOK = 4
const PATIENCE = 30_000

/** Resolves once it is ready. */
export async function startServer({ dataDir, settings, sending }: ServerSettings): Promise<Server> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn(process.execPath, [...nodeOptions(), 'dist/cli/main.js', 'serve'], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      DATA_DIR: dataDir,
      SENDING: sending,
      LOG_LEVEL: 'warn',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const died = once(child, 'exit').then(([code]): never => {
    throw new Error(`the server ended with ${code}; what it said is above`)
  })
  // Nobody may be listening when it is stopped on purpose.
  died.catch(() => undefined)
  const abandon = () => child.kill('SIGKILL')
  process.once('exit', abandon)
  child.once('exit', () => process.off('exit', abandon))
  let log = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const says = async (words: string, from: number) => {
    while (!log.slice(from).includes(words)) await Promise.race([once(child.stdout, 'data'), died])
  }
  try {
    const readyAfter = await ready(child, port, started)
    return {
      port,
      readyAfter,
      toggleSending: () => {
        const from = log.length
        child.kill('SIGUSR2')
        return says('sending', from)
      },
      peakMemory: () => memoryOf(child.pid ?? 0),
      processorTime: () => processorTimeOf(child.pid ?? 0),
      stop: async () => {
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        const [code] = await gone
        if (code !== 0) throw new Error(`the server ended with ${code}. Its log: ${log.slice(-2000)}`)
      },
      kill: () => child.kill('SIGKILL'),
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function ready(child: ChildProcess, port: number, started: number): Promise<number> {
  while (performance.now() - started < PATIENCE) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return performance.now() - started
    if (child.exitCode !== null) break
    await sleep(LOOK)
  }
  throw new Error('the server does not become ready; what it said is above')
}

/** Linux only: the kernel's own high-water mark. NaN elsewhere. */
function memoryOf(pid: number): number {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return Number(found?.[1]) * 1024
  } catch {
    return Number.NaN
  }
}

/** Linux only: what the kernel has charged it with, in ticks of a hundredth. NaN elsewhere. */
function processorTimeOf(pid: number): number {
  try {
    const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const fields = after.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no free port')
  return address.port
}

/** As `npm start` runs it; BENCH_SERVER_OPTIONS adds more, such as `--cpu-prof`. */
function nodeOptions(): string[] {
  const { config } = JSON.parse(readFileSync('package.json', 'utf8')) as { config: { node: string } }
  return `${config.node} ${process.env.BENCH_SERVER_OPTIONS ?? ''}`.trim().split(/\s+/)
}
