/** `hearback serve` on a folder that the demonstration has filled, and the `curl` lines that pages show of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from './free-port.ts'

/** Where pages say that the demonstration is. */
const SHOWN = 'http://127.0.0.1:3000'

/** A line of a page: `curl [-o file] [-H 'Name: value'] 'http://127.0.0.1:3000/…'`. */
export const CURL = /^curl (?:-o \S+ )?(?:-H '[^']+' )?'http:\/\/127\.0\.0\.1:3000[^']*'$/

export interface DemoServer {
  /** The status, and the body where there is an error. */
  curl(command: string): Promise<{ status: number; body: string }>
  stop(): Promise<void>
}

/** `env`: as for any command; DATA_DIR is the demonstration's own. Listens on a port of its own. */
export async function demoServer(main: string, cwd: string, env: NodeJS.ProcessEnv): Promise<DemoServer> {
  const port = await freePort()
  const child = spawn(process.execPath, [main, 'serve'], {
    cwd,
    env: { ...env, PORT: String(port), LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await ready(child)
  return {
    curl: async (command) => {
      const [, address = ''] = /'(http:[^']+)'$/.exec(command) ?? []
      const [, name = '', value = ''] = /-H '([^:]+): ([^']+)'/.exec(command) ?? []
      const response = await fetch(address.replace(SHOWN, `http://127.0.0.1:${port}`), {
        headers: name === '' ? {} : { [name]: value },
      })
      return { status: response.status, body: await response.text() }
    },
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** What it says later is read too: it must not fill the pipe. */
async function ready(child: ChildProcess): Promise<void> {
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (piece) => {
      said += String(piece)
      if (said.includes('"ready"')) resolve()
    })
    child.once('exit', () => reject(new Error(`hearback serve did not start: ${said}`)))
  })
}
