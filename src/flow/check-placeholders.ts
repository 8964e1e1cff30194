/** Checks what the texts insert. */
import type { TextNeed } from './compiler.ts'
import { listed } from './diagnostic.ts'
import type { Path } from './parsed.ts'
import { placeholdersOf } from './placeholders.ts'
import type { Language } from './program.ts'
import { suggest } from './suggest.ts'
import type { Scope, Text } from './texts.ts'

/** What stands by itself, on a button or in a finding: nobody's answer is there to be inserted. */
const LABELS: ReadonlySet<string | number | undefined> = new Set(['options', 'scale', 'topic'])

/** Every placeholder must name something that the reader has answered before. */
export function checkPlaceholders(
  language: Language,
  text: Text,
  path: Path,
  need: TextNeed,
  scope: Scope,
): void {
  const { report } = scope
  for (const form of text.forms) {
    for (const found of placeholdersOf(form).faulty) {
      report.error(
        text.at,
        'placeholder',
        `\`${found}\` is not a placeholder: write {{id}} with the id of an earlier question, and nothing else between the braces.`,
      )
    }
  }
  if (need.count && path[1] === 'text') checkCounts(language, text, path, need.count, scope)
  const label = LABELS.has(path[1])
  // An answer must be there before the question is put, so a question cannot insert its own.
  const before = (id: string): boolean => id !== need.step && need.way.possible.has(id)
  const allowed = [...scope.known.keys()].filter(
    (id) => before(id) && scope.known.get(id)?.kind !== 'consent',
  )
  if (placeOf(scope, before) !== undefined) allowed.push('place')
  // With a faulty question before, nobody can say whether it is a place.
  else if ([...scope.known].some(([id, question]) => before(id) && question === undefined))
    allowed.push('place')
  if (need.count !== undefined) allowed.push('count')
  for (const name of text.names) {
    if (label) {
      report.error(
        text.at,
        'placeholder',
        `${path[1] === 'topic' ? 'A topic' : 'A label'} cannot insert anything, and this one has {{${name}}}: write the words themselves.`,
      )
      continue
    }
    if (allowed.includes(name)) {
      const source = name === 'place' && !scope.known.has('place') ? placeOf(scope, before) : name
      if (source === undefined || name === 'count' || sure(source, need, scope)) continue
      report.notice(
        text.at,
        'placeholder-open',
        `{{${name}}} may have no answer when this text (${language}) is sent: the question can be passed over on the way here. Put the step under when: answered(${source}).`,
      )
      continue
    }
    const known = scope.known.has(name)
      ? `is not asked before this step`
      : 'is neither a question nor anything else that is known'
    const hint = name === 'count' ? ' {{count}} needs count: in the step.' : ''
    report.error(
      text.at,
      'placeholder',
      `{{${name}}} ${known}.${hint} This text can insert ${listed(allowed, 'and')}.`,
      {
        allowed,
        suggestion: suggest(name, allowed),
      },
    )
  }
}

/** The one number that a text with plural forms inserts is the one that it counts: the reader of the program relies on it. */
function checkCounts(
  language: Language,
  text: Text,
  path: Path,
  count: string,
  { report, known }: Scope,
): void {
  const key = path.join('.')
  if (!text.names.has('count') && !text.names.has(count)) {
    report.error(
      text.at,
      'placeholder',
      `\`${key}\` (${language}) has plural forms but never says the number: put {{count}} into at least one.`,
    )
  }
  const other = [...text.names].find((name) => name !== count && known.get(name)?.kind === 'number')
  if (other === undefined) return
  report.error(
    text.at,
    'placeholder',
    `\`${key}\` (${language}) counts \`${count}\`, so it cannot insert a second number, {{${other}}}: split the text over two steps.`,
  )
}

/** Whether everyone who reads the text has an answer there: asked on every way, and not to be passed over. */
function sure(id: string, need: TextNeed, scope: Scope): boolean {
  const question = scope.known.get(id)
  return (
    question === undefined || (need.way.certain.has(id) && !question.optional && question.also.length === 0)
  )
}

/** The question that `{{place}}` stands for: the one marked `as: place`, else the last place asked before. */
export function placeOf(
  scope: Pick<Scope, 'questions'>,
  before: (id: string) => boolean,
): string | undefined {
  const places = scope.questions.filter((question) => question.kind === 'place' && before(question.id))
  return (places.find((question) => question.as === 'place') ?? places.at(-1))?.id
}
