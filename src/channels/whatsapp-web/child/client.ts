/** The library's client, set up so that it leaves processes, signals and files to us. */
import { join } from 'node:path'
import wwebjs, { type Client } from 'whatsapp-web.js'
import type { Setup } from '../protocol.ts'

const FLAGS = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-extensions',
]

/** `opened` is called when the browser is there, before it loads the page. */
export function clientOf({ folder, chromium, page }: Setup, opened: () => void): Client {
  const auth = new wwebjs.LocalAuth({ dataPath: folder })
  // The one place where the library says that the browser is there. It would also delete the profile of a device that
  // was logged out while the browser still writes to it: the server does that, once the browser is gone.
  Object.assign(auth, { afterBrowserInitialized: async () => opened(), logout: async () => undefined })
  return new wwebjs.Client({
    authStrategy: auth,
    webVersionCache:
      page === undefined
        ? { type: 'local', path: `${join(folder, 'pages')}/` }
        : { type: 'local', path: `${page.cache}/`, strict: true },
    ...(page === undefined ? {} : { webVersion: page.version }),
    puppeteer: {
      headless: true,
      executablePath: chromium,
      // Not a port, which anybody on the machine could use; and Chromium ends when the pipe does.
      pipe: true,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // Chromium refuses to run as root with its sandbox.
      args: [...FLAGS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  })
}
