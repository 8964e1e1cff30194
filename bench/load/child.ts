/** Child processes of the bench: started, asked by message, ended by their own handle. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Child {
  /** The next message it sends; rejects when it ends first. */
  hears<T>(): Promise<T>
  ask<T>(message: string | number | object): Promise<T>
  end(): Promise<void>
}

/** `name`: a compiled file of `bench/`, such as `load/echo`. */
export function startChild(name: string, environment: Readonly<Record<string, string>> = {}): Child {
  const file = fileURLToPath(new URL(`../${name}.js`, import.meta.url))
  const child = fork(file, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`${name} ended with ${code}; its message is above`)
  })
  // Nobody may be listening when it is ended on purpose.
  ended.catch(() => undefined)
  const hears = async <T>() => {
    const [message] = await Promise.race([once(child, 'message'), ended])
    return message as T
  }
  return {
    hears,
    ask: (message) => {
      const answer = hears()
      child.send(message)
      return answer as never
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}
