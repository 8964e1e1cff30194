/** A small sound flow to change one thing in: what is then reported is that change's doing. */
import { compile, type FlowSources } from '../../src/flow/compile.ts'
import type { Place } from '../../src/flow/program.ts'
import { hash } from '../../src/programmes/read-programmes.ts'

export const places: readonly Place[] = [
  { code: 'basra', level: 'governorate', parent: null, names: { ar: 'البصرة', en: 'Basra' } },
  { code: 'kirkuk', level: 'governorate', parent: null, names: { ar: 'كركوك', en: 'Kirkuk' } },
  { code: 'zubair', level: 'district', parent: 'basra', names: { ar: 'الزبير', en: 'Zubair' } },
  { code: 'hawija', level: 'district', parent: 'kirkuk', names: { ar: 'الحويجة', en: 'Hawija' } },
]

export const flow = `title: Pulse
languages: [ar, en]
keywords: [pulse]
steps:
  - say: welcome
  - consent: notice
  - ask: adult
    choose: [yes, no]
  - if: adult == "no"
    then:
      - say: adults_only
      - end: not_eligible
  - ask: district
    place: district
    as: place
  - ask: safe_now
    choose: [safe, unsafe]
    also: [dont_know]
  - ask: worries
    when: safe_now == "unsafe"
    choose_many: [theft, clashes, none]
    at_most: 2
    alone: [none]
  - ask: household
    number: { min: 1, max: 60, whole: true }
  - say: counted
    count: household
  - ask: wish
    text: { max: 500 }
    optional: true
  - say: thanks
`

type Tree = { [key: string]: string | string[] | Tree }

/** The same texts for both languages, but for the plural forms that each needs. */
export const texts = (language: 'ar' | 'en'): Tree => {
  const forms = language === 'ar' ? ['zero', 'one', 'two', 'few', 'many', 'other'] : ['one', 'other']
  const word = (text: string) => `${language} ${text}`
  return {
    title: word('Pulse'),
    keywords: [word('pulse')],
    welcome: { text: word('Welcome') },
    notice: { text: word('May we ask?') },
    adult: { text: word('Are you 18?') },
    adults_only: { text: word('Adults only') },
    district: { text: word('Where?') },
    safe_now: { text: word('Safe?'), options: { safe: word('Safe'), unsafe: word('Unsafe') } },
    worries: {
      text: word('Worries in {{district}}?'),
      options: { theft: word('Theft'), clashes: word('Clashes'), none: word('None') },
    },
    household: { text: word('How many?') },
    counted: Object.fromEntries(
      forms.map((form) => [`text_${form}`, word('You are {{count}} in {{place}}')]),
    ),
    wish: { text: word('One wish?') },
    thanks: { text: word('Thank you') },
  }
}

export interface Changes {
  readonly yaml?: string
  /** Changes a language's tree before it is written as JSON. */
  readonly ar?: (tree: Tree) => void
  readonly en?: (tree: Tree) => void
  readonly sources?: Partial<FlowSources>
}

export function compiled(changes: Changes = {}) {
  const text = (language: 'ar' | 'en') => {
    const tree = texts(language)
    changes[language]?.(tree)
    return { file: `locales/${language}/test/pulse.json`, text: JSON.stringify(tree, null, 2) }
  }
  return compile({
    programme: 'test',
    flow: 'pulse',
    yaml: { file: 'flows/test/pulse.yaml', text: changes.yaml ?? flow },
    languages: ['ar', 'en'],
    levels: ['governorate', 'district'],
    places,
    texts: { ar: text('ar'), en: text('en') },
    hash,
    ...changes.sources,
  })
}

/** The sound flow with one piece of its text exchanged; throws when the piece is not there. */
export function flowWith(piece: string, instead: string): string {
  if (!flow.includes(piece)) throw new Error(`The flow has no ${JSON.stringify(piece)}`)
  return flow.replace(piece, instead)
}

/** A group of texts in a tree, to change in place. */
export function group(tree: Tree, key: string): Tree {
  const node = tree[key]
  if (typeof node !== 'object' || Array.isArray(node)) throw new Error(`${key} is not a group`)
  return node
}
