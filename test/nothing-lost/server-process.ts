/** The real server as its own process, to be killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ServerProcess {
  /** Resolves when people can be served. Rejects when the process ends before. */
  readonly ready: Promise<void>
  /** SIGKILL: nothing is finished, nothing is said. Resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>
}

export function startServer(environment: Readonly<Record<string, string>>): ServerProcess {
  const child: ChildProcess = spawn(process.execPath, ['dist/cli/main.js', 'serve'], {
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const gone = once(child, 'close')
  const ready = new Promise<void>((resolve, reject) => {
    if (child.stdout !== null)
      createInterface(child.stdout).on('line', (line) => {
        if (line.includes('"what":"ready"')) resolve()
        else said.push(line)
      })
    child.once('close', () => reject(new Error(`the server ended: ${said.join('\n').slice(-2000)}`)))
  })
  // Whoever kills it before it is ready does not wait for that.
  ready.catch(() => undefined)
  return {
    ready,
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
    stop: async () => {
      child.kill('SIGTERM')
      await gone
      return child.exitCode
    },
  }
}
