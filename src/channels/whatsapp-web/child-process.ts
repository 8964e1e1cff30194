/** Starts the child process, after making sure that it can start, and ends it together with its browser. */
import { fork } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownFile } from '../../own-files.ts'
import { findChromium } from './find-chromium.ts'
import { clearLeftovers } from './leftovers.ts'
import { type Running, type StartChild, StartRefused } from './life.ts'
import type { WhatsappWebSettings } from './ports.ts'
import type { FromChild } from './protocol.ts'
import type { Timings } from './timings.ts'

/** Megabytes: a full account's chats pass through in one piece. */
const HEAP = 256

/** The library's name for the profile's folder. */
const PROFILE = 'session'

/** What a browser may need of our surroundings. Keys and tokens are not among it. */
const PASSED_ON =
  /^(HTTPS?_PROXY|ALL_PROXY|NO_PROXY|PATH|HOME|USER|TMPDIR|TEMP|TMP|TZ|LANG|LC_.*|XDG_.*|FONTCONFIG_.*|SYSTEMROOT|WINDIR|APPDATA|LOCALAPPDATA)$/i

const defaultChildModule = (): string => fileURLToPath(ownFile('dist/channels/whatsapp-web/child.js'))

/** `start` rejects with StartRefused when the child cannot run as things are. */
export function childStarter(settings: WhatsappWebSettings, timings: Timings): StartChild {
  const folder = resolve(settings.dataDir, 'whatsapp-web')
  const childModule = settings.childModule ?? defaultChildModule()
  const profile = { path: join(folder, PROFILE), childModule, folder }

  async function clear(): Promise<void> {
    if ((await clearLeftovers(profile)) === 'in_use')
      throw new StartRefused(
        'another running server holds the session: stop it, or use another DATA_DIR',
        false,
      )
  }

  return async ({ forget }, hear, exited) => {
    const { chromium, page } = check(settings)
    if (!existsSync(childModule)) throw new StartRefused('the server is not built: npm run build', true)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    await clear()
    if (forget) await rm(profile.path, { recursive: true, force: true, maxRetries: 3 })

    const child = fork(childModule, [folder], {
      // Nothing that library or browser print is kept: it may hold addresses.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${HEAP}`],
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))),
      serialization: 'advanced',
    })
    const gone = new Promise<void>((settle) => {
      child.once('exit', () => settle())
      child.once('error', () => settle())
    })
    void gone.then(() => exited('the child process ended'))
    child.on('message', (message) => hear(message as FromChild))
    child.on('error', () => undefined)
    const post: Running['post'] = (call) => {
      if (!child.connected) return false
      // A message lost on the way to a dying child is answered by its end.
      child.send(call, () => undefined)
      return true
    }
    post({
      call: 0,
      operation: 'start',
      within: timings.start,
      asked: { folder, chromium, ...(page === undefined ? {} : { page }), timings },
    })
    return {
      post,
      async kill() {
        child.kill('SIGKILL')
        await gone
        await clear()
      },
    }
  }
}

function check({ chromium: named, version, cache }: WhatsappWebSettings) {
  const chromium = findChromium(named)
  if (chromium === undefined)
    throw new StartRefused(
      named === undefined
        ? 'no Chromium found: install it (apt-get install chromium), or name one in WHATSAPP_WEB_CHROMIUM'
        : 'WHATSAPP_WEB_CHROMIUM names no file: install Chromium (apt-get install chromium), or correct the path',
      true,
    )
  if (version === undefined || cache === undefined) return { chromium }
  if (!existsSync(join(cache, `${version}.html`)))
    throw new StartRefused('WHATSAPP_WEB_CACHE has no page of the version in WHATSAPP_WEB_VERSION', true)
  return { chromium, page: { version, cache: resolve(cache) } }
}
