/** `hearback summary approve`: the second person. */
import { approveSummary } from '../../outreach/approve-summary.ts'
import { nameOf } from '../../outreach/read-summary.ts'
import { found, refuse, text, type Verb } from './verb.ts'

export const approve: Verb = {
  options: ['by'],
  needs: ['by'],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary, published, words } = known
    const { database, now } = call
    const done = await approveSummary(database, summary, published, text(call, 'by') ?? '', words, now)
    if ('kind' in done) return refuse(call, done)
    call.io.out(`Approved. To share it: hearback summary share ${nameOf(done)} --by <name> --dry-run\n`)
    return 0
  },
}
