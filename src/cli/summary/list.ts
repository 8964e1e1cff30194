/** `hearback summary list`: every summary in one line. */
import { listSummaries, nameOf } from '../../outreach/read-summary.ts'
import type { Summary } from '../../outreach/summary.ts'
import { text, type Verb } from './verb.ts'

export const list: Verb = {
  options: ['programme', 'json'],
  needs: [],
  named: false,
  async run(call) {
    const summaries = await listSummaries(call.database, text(call, 'programme'))
    if (call.given.json === true) {
      call.io.out(`${JSON.stringify(summaries.map(plain), null, 2)}\n`)
      return 0
    }
    if (summaries.length === 0) call.io.out('There is no summary yet. See: hearback summary draft\n')
    for (const summary of summaries) call.io.out(`${line(summary)}\n`)
    return 0
  },
}

/** What and where it stands, in one line. */
export function line(summary: Summary): string {
  const { row, body } = summary
  const place = row.place ?? 'everybody'
  const who = [
    `drafted by ${row.made_by}`,
    ...(row.approved_by === null ? [] : [`approved by ${row.approved_by}`]),
    ...(row.shared_by === null ? [] : [`shared by ${row.shared_by}`]),
  ]
  return `${nameOf(summary)} · ${row.state} · ${place} · ${body.items.map(({ finding }) => finding.question).join(', ')} · ${who.join(', ')}`
}

const plain = ({ row, round }: Summary) => {
  const { body: _, ...facts } = row
  return { ...facts, programme: round.programme, flow: round.flow, round: round.number }
}
