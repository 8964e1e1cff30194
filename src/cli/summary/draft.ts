/** `hearback summary draft`: findings of a round with proposed sentences. */
import { keyOf } from '../../findings/finding.ts'
import { draftSummary } from '../../outreach/draft-summary.ts'
import { nameOf } from '../../outreach/read-summary.ts'
import { figuresIn } from '../../outreach/summary-checks.ts'
import { findRounds } from '../survey-store.ts'
import { refuse, text, type Verb, wordsFor } from './verb.ts'

export const draft: Verb = {
  options: ['programme', 'flow', 'round', 'place', 'findings', 'by'],
  needs: ['programme', 'flow', 'by'],
  named: false,
  async run(call) {
    const { database, settings, io, now } = call
    const number = text(call, 'round')
    const rounds = await findRounds(
      database,
      {
        programme: text(call, 'programme') ?? '',
        flow: text(call, 'flow') ?? '',
        round: number === undefined ? undefined : Number(number),
      },
      io,
    )
    if (rounds === undefined) return 1
    // The newest that is over, unless told otherwise: what still fills is not what a community should be told.
    const round = number === undefined ? rounds.findLast(({ state }) => state === 'closed') : rounds[0]
    if (round === undefined) {
      io.err('No round of this flow is closed yet. To summarise one that is open, name it with --round.\n')
      return 1
    }
    const summary = await draftSummary(
      database,
      {
        round,
        place: text(call, 'place') ?? null,
        findings:
          text(call, 'findings')
            ?.split(',')
            .map((name) => name.trim()) ?? null,
        by: text(call, 'by') ?? '',
      },
      (programs) => wordsFor(settings, programs),
      now,
    )
    if ('kind' in summary) return refuse(call, summary)
    const name = nameOf(summary)
    io.out(`Drafted ${name}:\n`)
    for (const [index, { finding }] of summary.body.items.entries())
      io.out(`  ${index + 1}. ${keyOf(finding)}: ${figuresIn(finding)}\n`)
    io.out(`Read it: hearback summary show ${name}\n`)
    return 0
  },
}
