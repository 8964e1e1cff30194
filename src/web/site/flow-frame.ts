/** What the pages of one survey have around them: the programme at the top, and each other in the menu. */
import { titleOf } from '../../findings/wording.ts'
import type { Page } from '../layout/page.ts'
import type { Visit } from '../layout/visit.ts'
import { type AskedFlow, openRoundOf } from './asked-flow.ts'
import { chatPath, methodPath, programmePath, roundPath, sharedPath } from './paths.ts'
import type { ProgrammeOnSite } from './ports.ts'

export const programmeName = ({ names, languages, id }: ProgrammeOnSite, language: string): string =>
  names[language] ?? names[languages[0]] ?? id

export function flowFrame(
  visit: Visit,
  asked: AskedFlow,
  /** Undefined: none of them. */
  current?: 'results' | 'shared' | 'method',
): Pick<Page, 'home' | 'menu'> {
  const { programme, program, named } = asked
  const open = openRoundOf(asked)
  return {
    home: { label: programmeName(programme, visit.language), address: programmePath(programme.id) },
    menu: [
      {
        label: programme.surveys.length > 1 ? titleOf(program, visit.language) : visit.say('menu.results'),
        address: roundPath(programme.id, program.flow, named),
        current: current === 'results',
      },
      {
        label: visit.say('menu.shared'),
        address: sharedPath(programme.id, program.flow),
        current: current === 'shared',
      },
      {
        label: visit.say('menu.method'),
        address: methodPath(programme.id, program.flow, named),
        current: current === 'method',
      },
      ...(open === undefined
        ? []
        : [{ label: visit.say('take_part'), address: chatPath(programme.id, program.flow) }]),
    ],
  }
}
