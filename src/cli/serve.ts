/** `hearback serve`: the server, until it is told to stop. */
import { type App, createApp, StartError } from '../app.ts'
import { createLog } from '../log.ts'
import { readSettings } from '../settings.ts'
import type { Command } from './command.ts'

const help = `Usage: hearback serve

Runs the server until SIGTERM or SIGINT. Then it takes nothing new, finishes what is
in flight (up to 10 seconds) and closes the store. A second signal ends it at once.

SIGUSR2 holds all sending and lets it go again: what people write is still taken, and
answered when you let go. SENDING=held starts it held.

All settings are environment variables; "hearback doctor" lists them.`

export const command: Command = {
  name: 'serve',
  summary: 'Run the server',
  help,
  run: async (args, io) => {
    if (args.length > 0) {
      io.err(
        `hearback serve takes no arguments, and was given "${args.join(' ')}". Settings are environment variables.\n`,
      )
      return 2
    }
    const settings = readSettings(io.env)
    const log = createLog(settings.LOG_LEVEL, io.out)
    const app = await createApp(settings, log, (drawn) =>
      io.err(`\nScan this with WhatsApp on the phone of the number to link (Linked devices):\n\n${drawn}\n`),
    )
    // Heard from the first moment on: a stop during the start must not cut a commit off.
    const stopped = untilSignal()
    const port = await started(app)
    log.info('ready', {
      address: `http://${settings.HOST}:${port}`,
      milliseconds: Math.round(performance.now()),
    })

    let held = settings.SENDING === 'held'
    process.on('SIGUSR2', () => {
      held = !held
      if (held) app.hold()
      else app.release()
      log.warn(held ? 'sending is held' : 'sending goes on')
    })
    log.info('stopping', { signal: await stopped })
    await app.stop()
    log.info('stopped')
    return 0
  },
}

/** A start that fails (the port is taken) leaves nothing running behind it. */
export async function started(app: App): Promise<number> {
  try {
    return await app.start()
  } catch (error) {
    await app.stop()
    const { code } = error as { code?: unknown }
    const advice =
      code === 'EADDRINUSE'
        ? '. Another program uses this port, perhaps this server itself: stop it, or set PORT to another number'
        : ''
    throw new StartError(
      `The server cannot start: ${error instanceof Error ? error.message : String(error)}${advice}`,
    )
  }
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve(signal)
        process.once(signal, () => process.exit(1))
      })
    }
  })
}
