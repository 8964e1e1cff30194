import type { Hono } from 'hono'
import { newId, visitor } from '../channels/webchat/door.ts'
import { openHouse } from '../support/house.ts'
import type { Door, Person } from './door.ts'

const PATH = '/chat/iraq/safety-pulse'

/** People with the page open: what reaches them comes over the event stream, or in the answer to what they did. */
export async function webchatDoor(): Promise<Door> {
  const house = await openHouse()
  const streams = new AbortController()
  return {
    house,
    channel: 'webchat',
    account: 'web',
    async person(): Promise<Person> {
      const door = { request: (...call: Parameters<Hono['request']>) => house.app.web.request(...call) }
      const one = visitor(door)
      await one.does({ do: 'start' })
      const cookie = one.cookie() ?? ''
      const address = cookie.slice(cookie.indexOf('=') + 1)
      const heard: string[] = []
      const lookouts = new Set<() => void>()
      const response = await fetch(`${house.settings.PUBLIC_URL}${PATH}/events`, {
        headers: { cookie },
        signal: streams.signal,
      })
      void listen(response, (text) => {
        heard.push(text)
        for (const look of lookouts) look()
      })
      return {
        address,
        heard: () => heard,
        until: (holds) =>
          new Promise((resolve) => {
            const look = () => {
              if (!holds(heard)) return
              lookouts.delete(look)
              resolve()
            }
            lookouts.add(look)
            look()
          }),
        // Words are typed into the form of a question; what can be said at any moment is in the menu.
        says: async () => {
          const form = { word: 'help', id: newId() }
          await one.does(form)
          return { again: async () => void (await one.does(form)) }
        },
      }
    },
    // Our own page: it refuses nothing, and a person who has gone away reads it all when they come back.
    strike: () => undefined,
    recover: () => undefined,
    remove: async () => {
      streams.abort()
      await house.remove()
    },
  }
}

async function listen(response: Response, hear: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk as Uint8Array, { stream: true })
      const events = rest.split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = event
          .split('\n')
          .filter((line) => line.startsWith('data: '))
          .map((line) => line.slice(6))
        if (data.length > 0) hear(wordsOf((JSON.parse(data.join('\n')) as { bubble: string }).bubble))
      }
    }
  } catch {
    // The stream ends with the server, or with the test.
  }
}

const wordsOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
