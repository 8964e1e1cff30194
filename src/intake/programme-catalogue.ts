/** The catalogue over the programmes that were read at start, and the store for programs of earlier days. */
import { prepare, type Runnable } from '../engine/runnable.ts'
import type { Language, Program, TextTree } from '../flow/program.ts'
import type { Programme } from '../flow/programme.ts'
import { normalise } from '../language/normalise.ts'
import type { Catalogue, FlowName } from './catalogue.ts'

export interface CatalogueSources {
  readonly programmes: readonly Programme[]
  readonly common: Readonly<Record<Language, TextTree>>
  /** A program that is no longer current. */
  readProgram(hash: string): Promise<Program | undefined>
}

export function createCatalogue({ programmes, common, readProgram }: CatalogueSources): Catalogue {
  const current = new Map<string, Runnable>()
  const byHash = new Map<string, Runnable>()
  /** By hash and places: as many as there are rounds for some places. */
  const narrowed = new Map<string, Runnable>()
  const words = new Map<string, FlowName>()
  for (const programme of programmes) {
    for (const program of programme.programs) {
      const name: FlowName = { programme: programme.name, flow: program.flow }
      const runnable = prepare(program, common)
      current.set(keyOf(name), runnable)
      byHash.set(program.hash, runnable)
      addWords(words, name, programme.keywords[program.flow] ?? {})
    }
  }
  const [first] = programmes
  return {
    current: (name) => current.get(keyOf(name)),
    pinned: async (hash) => {
      const known = byHash.get(hash)
      if (known !== undefined) return known
      const program = await readProgram(hash)
      if (program === undefined) return undefined
      const runnable = prepare(program, common)
      byHash.set(hash, runnable)
      return runnable
    },
    within: ({ program }, places) => {
      const key = `${program.hash} ${places.join(' ')}`
      const known = narrowed.get(key) ?? prepare(program, common, places)
      narrowed.set(key, known)
      return known
    },
    named: (text) => {
      const plain = text.trim()
      if (plain.length === 0 || plain.length > 100) return undefined
      return words.get(plain) ?? words.get(spelling(plain))
    },
    first: first === undefined ? undefined : { programme: first.name, flow: first.start },
    languages: languagesOf(programmes),
    common,
  }
}

const keyOf = ({ programme, flow }: FlowName) => `${programme}/${flow}`

/** One spelling for all languages: keywords are few, and two that differ only in letters' forms mean the same. */
const spelling = (word: string) => normalise(word, 'ar')

/** A flow is named by its address, by itself, and by its keywords; the first programme to use a word keeps it. */
function addWords(
  words: Map<string, FlowName>,
  name: FlowName,
  keywords: Readonly<Record<Language, readonly string[]>>,
): void {
  // `_` stands for `/` where a payload allows no slash, as Telegram's does not.
  const addresses = [keyOf(name), `${name.programme}_${name.flow}`, name.flow]
  const spellings = Object.values(keywords).flat().map(spelling)
  for (const word of [...addresses, ...spellings]) if (!words.has(word)) words.set(word, name)
}

function languagesOf(programmes: readonly Programme[]): readonly [Language, ...Language[]] {
  const [first = 'en', ...others] = [...new Set(programmes.flatMap(({ languages }) => languages))]
  return [first, ...others]
}
