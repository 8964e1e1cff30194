/** Calls to the child that wait for their answers. Each ends: with the answer, a time-out, an abort, or the child. */

import type { Clock } from '../../clock.ts'
import { SendError } from '../channel.ts'
import type { Answer, Call, Calls, Operation } from './protocol.ts'

/** Milliseconds that the child is left beyond its own time-out, which tells more. */
const MARGIN = 2_000

export interface OpenCalls {
  /** Rejects with SendError. What a `send` cannot see the end of is `unknown`, of other calls `retry`. */
  call<Op extends Operation>(
    operation: Op,
    asked: Calls[Op]['asked'],
    within: number,
    signal?: AbortSignal,
  ): Promise<Calls[Op]['answer']>
  settle(answer: Answer): void
  /** Gives up all of them: the child is gone. */
  lose(reason: string): void
  /** How many messages are being sent. */
  readonly sends: number
}

interface Open {
  readonly operation: Operation
  resolve(value: unknown): void
  reject(error: SendError): void
}

/** `post` hands a call to the child, and says whether there is one. */
export function openCalls(post: (call: Call) => boolean, clock: Clock): OpenCalls {
  const open = new Map<number, Open>()
  let last = 0

  const unseen = (operation: Operation, reason: string) =>
    new SendError(operation === 'send' ? 'unknown' : 'retry', `linked device: ${reason}`)

  return {
    call(operation, asked, within, signal) {
      last += 1
      const id = last
      return new Promise((resolve, reject) => {
        const give = (reason: string) => settleOne(id, (one) => one.reject(unseen(operation, reason)))
        const cancel = clock.after(within + MARGIN, () => give('no answer in time'))
        const abort = () => give('given up before the answer came')
        const end = () => {
          cancel()
          signal?.removeEventListener('abort', abort)
        }
        open.set(id, {
          operation,
          resolve(value) {
            end()
            // The child answers each call by its own operation, see protocol.ts.
            resolve(value as never)
          },
          reject(error) {
            end()
            reject(error)
          },
        })
        signal?.addEventListener('abort', abort, { once: true })
        const call = { call: id, operation, within, asked } as unknown as Call
        if (signal?.aborted || !post(call))
          settleOne(id, (one) => one.reject(new SendError('retry', 'linked device: it is not running')))
      })
    },
    settle(answer) {
      settleOne(answer.answer, (one) => {
        if (!('failure' in answer)) return one.resolve(answer.value)
        const { kind, reason } = answer.failure
        one.reject(new SendError(kind, `linked device: ${reason}`))
      })
    },
    lose(reason) {
      for (const [id, { operation }] of [...open])
        settleOne(id, (one) => one.reject(unseen(operation, reason)))
    },
    get sends() {
      return [...open.values()].filter(({ operation }) => operation === 'send').length
    },
  }

  function settleOne(id: number, settle: (one: Open) => void): void {
    const one = open.get(id)
    if (one === undefined) return
    open.delete(id)
    settle(one)
  }
}
