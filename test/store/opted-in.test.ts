/** Who asked for something is who gets it; nobody else, and nobody twice. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readOptedIn } from '../../src/store/opted-in.ts'
import type { ContactState, Row } from '../../src/store/tables.ts'
import { DIALECTS, type TestDatabase, testDatabase } from '../support/databases.ts'

const AT = Date.UTC(2026, 0, 1)

describe.each(DIALECTS)('people who asked for results, on %s', (dialect) => {
  let opened: TestDatabase
  beforeEach(async () => {
    opened = await testDatabase(dialect)
  })
  afterEach(() => opened.remove())

  /** The contact's words on one purpose, oldest first: a yes, or a no. */
  async function contact(
    id: string,
    words: readonly boolean[],
    more: Partial<Row<'consents'>> & { state?: ContactState; speaks?: string } = {},
  ) {
    const { state = 'active', speaks, ...consent } = more
    const { contacts, consents } = opened.database.tables
    await opened.database.write(async ({ insert }) => {
      await insert(contacts, [{ id, state, next_number: 1, heard_at: AT, language: speaks ?? null }])
      await insert(
        consents,
        words.map((agreed, at) => ({
          contact: id,
          // Ids of the same moment tell no order, so the time alone must.
          id: String(9 - at),
          programme: 'iraq',
          purpose: 'results',
          agreed,
          notice: 'results_notice',
          wording: 'w',
          language: 'ar',
          place: 'basra_city',
          at: AT + at,
          ...consent,
        })),
      )
    })
  }

  const read = async (places: readonly string[] | null = null, limit = 100) => {
    const found: string[] = []
    for (let after = ''; ; ) {
      const wanted = { programme: 'iraq', purpose: 'results', places, after, limit } as const
      const page = await readOptedIn(opened.database, wanted)
      found.push(...page.contacts.map((one) => one.contact))
      if (page.last === null) return found
      after = page.last
    }
  }

  test('are those whose newest word is yes', async () => {
    await contact('a', [true])
    await contact('b', [true, false])
    await contact('c', [false, true])
    await contact('d', [false])
    expect(await read()).toEqual(['a', 'c'])
  })

  test('are not those who said no in the same moment as yes', async () => {
    await contact('a', [true, false], { at: AT })
    await contact('b', [false, true], { at: AT })
    expect(await read()).toEqual([])
  })

  test('do not include who said stop, whom nobody can reach, or who asked another programme or for something else', async () => {
    await contact('a', [true], { state: 'stopped' })
    await contact('b', [true], { state: 'unreachable' })
    await contact('c', [true], { programme: 'sudan' })
    await contact('d', [true], { purpose: 'invited' })
    await contact('e', [true])
    expect(await read()).toEqual(['e'])
  })

  test('are of the places asked for; who named no place is only among everybody', async () => {
    await contact('a', [true])
    await contact('b', [true], { place: 'kirkuk_city' })
    await contact('c', [true], { place: null })
    expect(await read(['basra', 'basra_city'])).toEqual(['a'])
    expect(await read()).toEqual(['a', 'b', 'c'])
  })

  test('come page by page, each once, also where a whole page said no', async () => {
    for (const [at, id] of [...'abcdefg'].entries()) await contact(id, [at < 2 || at > 3])
    expect(await read(null, 2)).toEqual(['a', 'b', 'e', 'f', 'g'])
  })

  test('are written to in the language they use now', async () => {
    await contact('a', [true], { speaks: 'ckb' })
    await contact('b', [true])
    const wanted = { programme: 'iraq', purpose: 'results', places: null, after: '', limit: 9 } as const
    expect(await readOptedIn(opened.database, wanted)).toEqual({
      contacts: [
        { contact: 'a', language: 'ckb', place: 'basra_city' },
        { contact: 'b', language: 'ar', place: 'basra_city' },
      ],
      last: 'b',
    })
  })
})
