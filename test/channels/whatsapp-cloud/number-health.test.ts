/** What Meta says of the number: a shape nobody expected must not keep a stopped account stopped. */
import { expect, test } from 'vitest'
import type { Graph } from '../../../src/channels/whatsapp-cloud/graph.ts'
import { healthOf, readNumber } from '../../../src/channels/whatsapp-cloud/number-health.ts'

const saying = (health_status: unknown): Graph =>
  ({ get: async () => ({ body: { health_status }, second: undefined }) }) as unknown as Graph
const read = (health_status: unknown) => readNumber(saying(health_status), '1', new AbortController().signal)

test.each([[null], ['odd'], [{ entities: [null, 7, { errors: 'none' }, { errors: [null] }] }]])(
  '%j leaves a number that may send',
  async (health) => {
    const number = await read(health)
    expect(number.trouble).toEqual([])
    expect(healthOf(number)).toEqual({ state: 'up' })
  },
)

test('what keeps it from sending is told in Meta’s words', async () => {
  const errors = [{ error_code: 141_006, error_description: 'no way to pay' }]
  const number = await read({
    can_send_message: 'BLOCKED',
    entities: [{ entity_type: 'WABA', id: '9', errors }],
  })
  expect(number.businessAccountId).toBe('9')
  expect(healthOf(number)).toMatchObject({ state: 'down', reason: expect.stringContaining('no way to pay') })
})
