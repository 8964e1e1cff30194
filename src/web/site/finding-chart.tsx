/** The chart of one finding. */
import type { ShownFinding } from '../../findings/finding.ts'
import { tellOptions } from '../../findings/tell-options.ts'
import { directionOf } from '../../language/direction.ts'
import { formatPercent } from '../../language/format-percent.ts'
import type { Visit } from '../layout/visit.ts'
import type { Names } from './names.ts'

export function FindingChart(props: { visit: Visit; names: Names; finding: ShownFinding }) {
  const { visit, names, finding } = props
  if (finding.cells.length === 0) return null
  return (
    <ul class="bars">
      {finding.cells.map((cell) => (
        <BarRow
          visit={visit}
          label={tellOptions(names.teller, finding.question, cell)}
          percent={cell.percent}
          pooled={cell.options.length > 1 && cell.part === undefined}
        />
      ))}
    </ul>
  )
}

/** A line of a list `.bars`: a name, its share and a bar. */
export function BarRow(props: {
  visit: Visit
  label: string
  percent: number
  pooled?: boolean
  address?: string
}) {
  const { visit, label, percent, pooled = false, address } = props
  return (
    <li>
      {address === undefined ? <span>{label}</span> : <a href={visit.to(address)}>{label}</a>}
      <span class="value">{formatPercent(percent, visit.language)}</span>
      <Bar percent={percent} language={visit.language} pooled={pooled} />
    </li>
  )
}

/** Drawn from the side where the language begins to read: anchors are physical, so they are chosen here. */
function Bar({ percent, language, pooled }: { percent: number; language: string; pooled: boolean }) {
  const x = directionOf(language) === 'rtl' ? 100 - percent : 0
  return (
    <svg aria-hidden="true" focusable="false">
      <rect class={pooled ? 'pool' : 'fill'} x={`${x}%`} y="0" width={`${percent}%`} height="100%" />
    </svg>
  )
}
