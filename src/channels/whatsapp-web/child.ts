/**
 * The child process: runs the library for the server, and ends with it. Started by `child-process.ts` with the session's
 * folder as its parameter, by which a later server knows a child that was left over.
 *
 * It ends when told to, when anything fails, and when the server is gone; its browser always ends with it. It ignores the
 * signals that a terminal sends to everybody: the server drains first.
 */
import { type Device, openDevice } from './child/device.ts'
import { inTime } from './child/in-time.ts'
import { Failed, reasonOf } from './child/reason.ts'
import type { Answer, Call, FromChild, Report } from './protocol.ts'

/** Milliseconds for the last word to leave. */
const LAST_WORD = 1_000

let device: Device | undefined
let ending = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => exit())
process.on('unhandledRejection', (error) => end({ report: 'failed', reason: reasonOf(error) }))
process.on('uncaughtException', (error) => end({ report: 'failed', reason: reasonOf(error) }))
process.on('exit', () => device?.kill())
process.on('message', (call: Call) => void perform(call))

async function perform(call: Call): Promise<void> {
  if (call.operation === 'start') {
    device = openDevice(call.asked, tell, end)
    return tell({ answer: call.call, value: undefined })
  }
  if (call.operation === 'stop') {
    ending = true
    await inTime(call.within, device?.close() ?? Promise.resolve()).catch(() => undefined)
    return tellLast({ answer: call.call, value: undefined })
  }
  tell(await answerTo(call))
}

async function answerTo({
  call,
  operation,
  within,
  asked,
}: Exclude<Call, { operation: 'start' | 'stop' }>): Promise<Answer> {
  try {
    if (device === undefined) throw new Failed('retry', 'the browser is not started')
    // The call and what it asks belong together: the union of calls says so, and TypeScript cannot follow it here.
    const value = await inTime(within, device.perform(operation, asked as never))
    return { answer: call, value }
  } catch (error) {
    if (error instanceof Failed) return { answer: call, failure: error.failure }
    return {
      answer: call,
      failure: { kind: operation === 'send' ? 'unknown' : 'retry', reason: reasonOf(error) },
    }
  }
}

function tell(what: FromChild): void {
  if (process.connected) process.send?.(what, undefined, undefined, () => undefined)
}

/** Says one last thing, why, and ends. */
function end(last: Report): void {
  if (ending) return
  ending = true
  tellLast(last)
}

function tellLast(last: FromChild): void {
  if (!process.connected) exit()
  process.send?.(last, undefined, undefined, () => exit())
  // A server that does not read is not waited for.
  setTimeout(exit, LAST_WORD)
}

function exit(): never {
  process.exit(0)
}
