import { countAudience } from '../../outreach/audience.ts'
import { nameOf } from '../../outreach/read-summary.ts'
import { cannotShare, shareSummary, withdrawSummary } from '../../outreach/share-summary.ts'
import { readProgrammes } from '../../programmes/read-programmes.ts'
import { countShares } from '../../store/sharing.ts'
import { type Call, found, refuse, text, type Verb } from './verb.ts'

export const share: Verb = {
  options: ['by', 'to', 'dry-run'],
  needs: ['by'],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary, published, words } = known
    const { database, settings, io, now } = call
    const closed = cannotShare(summary, published, words)
    if (closed !== undefined) return refuse(call, closed)
    const people = await countAudience(database, summary)
    io.out(`${audience(people)}\n`)
    if (call.given['dry-run'] === true) {
      io.out('Nothing was sent: leave out --dry-run to send it.\n')
      return 0
    }
    const done = await shareSummary(
      database,
      summary,
      published,
      words,
      {
        by: text(call, 'by') ?? '',
        contacts: true,
        groups: [],
        followUp: followUpOf(call, summary.round.programme),
        dataDir: settings.DATA_DIR,
      },
      now,
    )
    if ('kind' in done) return refuse(call, done)
    io.out(
      'Shared. The running server sends it, in small steps, after every reply that somebody waits for; at night too. Who is answering something at this moment gets it afterwards. Shared again, it goes to nobody twice.\n',
    )
    return 0
  },
}

export const withdraw: Verb = {
  options: ['by'],
  needs: ['by'],
  named: true,
  async run(call) {
    const known = await found(call)
    if (known === undefined) return 1
    const { summary } = known
    const { database, io, now } = call
    const followUp = followUpOf(call, summary.round.programme)
    const done = await withdrawSummary(database, summary, followUp, text(call, 'by') ?? '', now)
    if ('kind' in done) return refuse(call, done)
    const had = (await countShares(database, summary.row.id)) - done.cancelled
    io.out(
      `Withdrawn: ${nameOf(summary)}. ${done.cancelled} messages were stopped on their way; ${Math.max(0, had)} people or groups have it, and keep it.\n`,
    )
    return 0
  },
}

function audience(people: ReadonlyMap<string, number>): string {
  const all = [...people.values()].reduce((sum, count) => sum + count, 0)
  if (all === 0) return 'Nobody who asked for results is still to get it.'
  const channels = [...people].map(([channel, count]) => `${count} on ${channel}`)
  return `It goes to ${all} ${all === 1 ? 'person' : 'people'} who asked for results: ${channels.join(', ')}.`
}

function followUpOf({ settings }: Call, programme: string): string | undefined {
  const { programmes } = readProgrammes({ flowsDir: settings.FLOWS_DIR, localesDir: settings.LOCALES_DIR })
  return programmes.find(({ name }) => name === programme)?.followUp
}
