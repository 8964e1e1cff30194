/** Figures of few people carry a mark wherever they stand side by side, with what it means below. */
import type { Finding } from '../../findings/finding.ts'
import type { Visit } from '../layout/visit.ts'

/** Fewer than 60 answered: see `Flag`. */
export const isSmall = (finding: Finding | undefined): boolean =>
  finding?.state === 'shown' && finding.flags.some((flag) => flag === 'few' || flag === 'small')

export const SmallMark = () => <sup>†</sup>

export function SmallNote({ visit }: { visit: Visit }) {
  return <p class="notes">† {visit.say('small_base')}</p>
}
