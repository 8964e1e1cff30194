import { expect, it } from 'vitest'
import { SendError, type SendErrorKind } from '../../src/channels/channel.ts'
import { plan, planInterrupted, RETRY_SPAN, RETRY_WAITS, type Settling } from '../../src/delivery/plan.ts'
import { FAREWELL_KEPT } from '../../src/limits.ts'
import { MAYBE_TWICE, UNSETTLED } from '../../src/store/marks.ts'

const NEVER = { by: 'never' } as const
const twice = `${MAYBE_TWICE}: before`

it.each<[SendErrorKind, object, number, string | null, object]>([
  ['retry', {}, 1, null, { kind: 'again', wait: 2_000, counted: true, reason: 'why' }],
  ['retry', {}, 4, null, { kind: 'again', wait: 300_000, counted: true, reason: 'why' }],
  ['retry', { retryAfter: 9_000 }, 1, null, { kind: 'again', wait: 9_000 }],
  ['retry', {}, 2, twice, { kind: 'again', wait: 10_000, reason: `${MAYBE_TWICE}: why` }],
  ['retry', {}, 10, null, { kind: 'failed', reason: 'why', quiet: false }],
  [
    'throttled',
    { retryAfter: 7_000 },
    3,
    null,
    { kind: 'pause', pause: { until: 'told', wait: 7_000 }, mark: null },
  ],
  ['throttled', {}, 1, twice, { kind: 'pause', pause: { until: 'unsaid', wait: 5_000 }, mark: MAYBE_TWICE }],
  ['config', {}, 1, null, { kind: 'pause', pause: { until: 'cause', wait: 0, reason: 'why' } }],
  ['config', { retryAfter: 9_000 }, 1, null, { kind: 'pause', pause: { until: 'cause', wait: 9_000 } }],
  ['window_closed', {}, 1, null, { kind: 'wait', wait: null, reason: 'why' }],
  ['later', {}, 3, null, { kind: 'wait', wait: 24 * 3_600_000 }],
  ['later', {}, 4, null, { kind: 'failed' }],
  ['unreachable', {}, 1, null, { kind: 'unreachable', reason: 'why' }],
  ['rejected', {}, 1, null, { kind: 'failed', reason: 'why', quiet: false }],
  ['moved', { address: '-100' }, 1, null, { kind: 'moved', address: '-100' }],
  ['moved', { address: '-100' }, 10, null, { kind: 'failed' }],
  ['unknown', {}, 1, null, { kind: 'again', wait: 60_000, reason: `${MAYBE_TWICE}: why` }],
  ['unknown', {}, 2, twice, { kind: 'unknown', reason: `${MAYBE_TWICE}: why` }],
])('after %s %o at attempt %i, marked %s', (kind, more, number, reason, expected) => {
  expect(
    plan({ kind: 'send', number, reason, settling: NEVER }, new SendError(kind, 'why', more), 0.5),
  ).toMatchObject(expected)
})

it.each<SendErrorKind>(['retry', 'unknown', 'rejected'])('drops a redraw after %s without a word', (kind) => {
  const redraw = { kind: 'redraw', number: 1, reason: null, settling: NEVER } as const
  expect(plan(redraw, new SendError(kind, 'why'), 0.5)).toMatchObject({ kind: 'failed', quiet: true })
})

it('draws the ticks again that a crash may have kept from the person', () => {
  expect(planInterrupted({ kind: 'redraw', number: 1, reason: null, settling: NEVER })).toMatchObject({
    kind: 'again',
    wait: 0,
  })
})

it('spreads tries that failed together by a quarter, and ends within a goodbye’s day', () => {
  const waits = [0, 1].map((chance) =>
    plan({ kind: 'send', number: 3, reason: null, settling: NEVER }, new SendError('retry', ''), chance),
  )
  expect(waits).toMatchObject([{ wait: 45_000 }, { wait: 75_000 }])
  expect(RETRY_WAITS).toHaveLength(9)
  expect(RETRY_SPAN).toBeLessThan(FAREWELL_KEPT)
})

it('looks for a message no more often than it tries one, and an interruption is no try', () => {
  const attempt = {
    kind: 'send',
    number: RETRY_WAITS.length + 1,
    reason: null,
    settling: { by: 'search' },
  } as const
  expect(plan(attempt, new SendError('unknown', 'why'), 0.5)).toMatchObject({ kind: 'unknown' })
  expect(planInterrupted(attempt)).toMatchObject({ kind: 'again' })
})

it.each<[Settling, string | null, object, object]>([
  [NEVER, null, { kind: 'again', wait: 0, reason: expect.stringMatching(/^maybe sent twice/) }, {}],
  [
    { by: 'search' },
    null,
    { kind: 'again', wait: 0, reason: expect.stringMatching(/^maybe sent:/) },
    { kind: 'again', wait: 2_000, reason: `${UNSETTLED}: why` },
  ],
  [
    { by: 'statuses', within: 60_000 },
    null,
    { kind: 'again', wait: 60_000, reason: expect.stringMatching(/^maybe sent:/) },
    { kind: 'again', wait: 60_000, reason: `${UNSETTLED}: why` },
  ],
  [
    { by: 'statuses', within: 60_000 },
    twice,
    { kind: 'again', wait: 60_000, reason: expect.stringMatching(/^maybe sent twice/) },
    { kind: 'again', wait: 60_000, reason: `${MAYBE_TWICE}: why` },
  ],
])(
  'settles before it sends again, where it can: %o after %s',
  (settling, reason, interrupted, unanswered) => {
    const attempt = { kind: 'send', number: 1, reason, settling } as const
    expect(planInterrupted(attempt)).toMatchObject(interrupted)
    expect(plan(attempt, new SendError('unknown', 'why'), 0.5)).toMatchObject(unanswered)
  },
)

it('never sends again what many may have seen already: nobody knows, and the operator is told', () => {
  const once = { kind: 'send', number: 1, reason: null, settling: NEVER, once: true } as const
  expect(plan(once, new SendError('unknown', 'why'), 0.5)).toEqual({ kind: 'unknown', reason: 'why' })
  expect(planInterrupted(once)).toMatchObject({ kind: 'unknown' })
  // It certainly did not leave, or can be looked for.
  expect(plan(once, new SendError('retry', 'why'), 0.5)).toMatchObject({ kind: 'again' })
  expect(planInterrupted({ ...once, settling: { by: 'search' } })).toMatchObject({ kind: 'again' })
})
