/** Groups as columns, answers as rows: for questions that no stacked bar can show. */
import type { Child } from 'hono/jsx'
import type { Cell, ShownFinding } from '../../findings/finding.ts'
import { tellOptions } from '../../findings/tell-options.ts'
import { formatPercent } from '../../language/format-percent.ts'
import type { DatedFinding } from '../../survey/snapshots.ts'
import type { Visit } from '../layout/visit.ts'
import { Missing } from './missing.tsx'
import type { Names } from './names.ts'
import { isSmall, SmallMark, SmallNote } from './small-base.tsx'

export interface TableColumn {
  readonly label: string
  readonly finding: DatedFinding
}

export function GroupTable(props: {
  visit: Visit
  names: Names
  question: string
  caption: string
  columns: readonly TableColumn[]
}) {
  const { visit, names, question, caption, columns } = props
  const rows = rowsOf(columns)
  const shown = columns.flatMap(({ finding }) => (finding.state === 'shown' ? [finding] : []))
  return (
    <section class="scroll" tabindex={0} aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{visit.say('table.answer')}</th>
            {columns.map(({ label }) => (
              <th scope="col">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{tellOptions(names.teller, question, row)}</th>
              {columns.map(({ finding }) => (
                <td>
                  <Figure visit={visit} cell={cellIn(finding, row)} />
                </td>
              ))}
            </tr>
          ))}
          {shown.some(({ numbers }) => numbers !== undefined) ? (
            <tr>
              <th scope="row">{visit.say('table.median')}</th>
              {columns.map(({ finding }) => (
                <td>{medianIn(visit, finding)}</td>
              ))}
            </tr>
          ) : null}
          <tr class="soft">
            <th scope="row">{visit.say('table.base')}</th>
            {columns.map(({ finding }) => (
              <td>
                {finding.state === 'shown' ? (
                  <>
                    {visit.number(finding.base)}
                    {isSmall(finding) ? <SmallMark /> : null}
                  </>
                ) : (
                  <Missing visit={visit} />
                )}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {shown.some(isSmall) ? <SmallNote visit={visit} /> : null}
    </section>
  )
}

/** For those who cannot see the chart above it, or want to copy from it. */
export function FoldedTable({ visit, children }: { visit: Visit; children?: Child }) {
  return (
    <details>
      <summary>{visit.say('table.show')}</summary>
      {children}
    </details>
  )
}

function Figure({ visit, cell }: { visit: Visit; cell: Cell | undefined }) {
  return cell === undefined ? (
    <Missing visit={visit} />
  ) : (
    <span>{formatPercent(cell.percent, visit.language)}</span>
  )
}

function medianIn(visit: Visit, finding: DatedFinding) {
  if (finding.state === 'withheld' || finding.numbers === undefined) return <Missing visit={visit} />
  return <span>{visit.number(finding.numbers.median)}</span>
}

/**
 * Every answer, or answers told as one, that any column shows: in the order of the column that tells most, and those
 * that are told together last.
 */
function rowsOf(columns: readonly TableColumn[]): readonly Cell[] {
  const cells = columns
    .map(({ finding }) => (finding.state === 'shown' ? finding.cells : []))
    .toSorted((one, other) => other.length - one.length)
    .flat()
  const rows = [...new Map(cells.map((cell) => [cell.options.join('+'), cell])).values()]
  return rows.sort((a, b) => Number(a.options.length > 1) - Number(b.options.length > 1))
}

const cellIn = (finding: ShownFinding | DatedFinding, row: Cell): Cell | undefined =>
  finding.state === 'shown'
    ? finding.cells.find(({ options }) => options.join('+') === row.options.join('+'))
    : undefined
