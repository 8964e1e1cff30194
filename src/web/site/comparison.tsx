/** The groups of one breakdown, side by side. */
import type { WithheldFinding } from '../../findings/finding.ts'
import { tellFinding } from '../../findings/tell-finding.ts'
import { tellFilter, tellGroup } from '../../findings/tell-group.ts'
import type { Question } from '../../flow/program.ts'
import type { DatedFinding } from '../../survey/snapshots.ts'
import type { Visit } from '../layout/visit.ts'
import { Notes } from './finding-card.tsx'
import { GroupTable } from './group-table.tsx'
import type { Group } from './groups.ts'
import { listNames } from './list-names.ts'
import type { Names } from './names.ts'
import type { ToldRound } from './told-round.ts'

export function Comparison(props: {
  visit: Visit
  told: ToldRound
  question: Question
  by: string
  groups: readonly Group[]
  /** All of the groups together, to hold them against. */
  whole: DatedFinding | undefined
  /** A page of this breakdown alone. */
  address: string | undefined
}) {
  const { visit, told, question, by, groups, address } = props
  const { names } = told
  const heading = dimensionName(visit, names, by)
  const shown = groups.filter(({ finding }) => finding.state === 'shown')
  return (
    <section class="card">
      <h2>{address === undefined ? heading : <a href={visit.to(address)}>{heading}</a>}</h2>
      {shown.length === 0 ? null : (
        <GroupTable
          visit={visit}
          names={names}
          question={question.id}
          caption={heading}
          columns={groups
            .filter(({ finding }) => finding.state === 'shown')
            .map(({ filter, finding }) => ({ label: tellFilter(names.teller, filter), finding }))}
        />
      )}
      <Notes notes={withheldNotes(visit, names, groups)} />
    </section>
  )
}

const dimensionName = (visit: Visit, { wording }: Names, by: string): string =>
  visit.say('compare.by', { topic: wording.topic(wording.grouping(by)) })

/** Reason by reason, whose answers are not shown. */
function withheldNotes(visit: Visit, names: Names, groups: readonly Group[]): string[] {
  const reasons = new Map<string, string[]>()
  for (const { filter, finding } of groups) {
    if (finding.state !== 'withheld') continue
    const why = tellFinding(names.teller, finding as WithheldFinding)
    reasons.set(why, [...(reasons.get(why) ?? []), tellGroup(names.teller, [filter])])
  }
  return [...reasons].map(([why, who]) =>
    visit.say('compare.withheld', { groups: listNames(who, visit.language), why }),
  )
}
