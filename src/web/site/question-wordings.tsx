/** What was asked, word for word, and in which rounds. */
import { tellerOf } from '../../findings/teller.ts'
import type { Program } from '../../flow/program.ts'
import type { Texts } from '../../language/texts.ts'
import type { RoundRow } from '../../store/rounds.ts'
import type { Visit } from '../layout/visit.ts'
import type { AskedFlow } from './asked-flow.ts'
import { listNames } from './list-names.ts'
import type { Names } from './names.ts'
import type { SitePorts } from './ports.ts'

export interface AskedRound {
  readonly round: RoundRow
  /** Those that its answers were given to, its own first. */
  readonly programs: readonly Program[]
}

/** Programs are large: of a long-lived survey, these rounds' are compared. */
const ROUNDS = 8

export async function readAskedRounds(
  ports: SitePorts,
  { edition }: AskedFlow,
): Promise<readonly AskedRound[]> {
  const begun = edition.rounds.filter(({ round }) => round.state !== 'planned').slice(-ROUNDS)
  return await Promise.all(
    begun.map(async (one) => {
      const { round, programs } = await ports.published.round(one)
      return { round, programs }
    }),
  )
}

interface Worded {
  readonly id: string
  readonly text: string
  readonly options: readonly string[]
  /** Numbers of the rounds that asked it in these words. */
  readonly rounds: readonly number[]
}

export function QuestionWordings(props: { visit: Visit; names: Names; rounds: readonly AskedRound[] }) {
  const { visit, names, rounds } = props
  const questions = wordingsOf(visit, names.teller.texts, rounds)
  if (questions.length === 0) return null
  return (
    <section>
      <h2>{visit.say('wordings.title')}</h2>
      <p class="soft">{visit.say('wordings.about')}</p>
      <ol class="wordings">
        {questions.map((wordings) => (
          <li>
            {wordings.map(({ text, options, rounds: numbers }) => (
              <div>
                <p class="asked">{text}</p>
                {options.length === 0 ? null : (
                  <ul>
                    {options.map((option) => (
                      <li>{option}</li>
                    ))}
                  </ul>
                )}
                {wordings.length === 1 && numbers.length === rounds.length ? null : (
                  <p class="soft">
                    {visit.say(
                      'wordings.rounds',
                      { rounds: listNames(numbers.map(visit.number), visit.language) },
                      numbers.length,
                    )}
                  </p>
                )}
              </div>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Question by question, the newest round's first; each in all of its wordings, the newest first. */
function wordingsOf(
  visit: Visit,
  findingTexts: Texts,
  rounds: readonly AskedRound[],
): readonly (readonly Worded[])[] {
  const questions = new Map<string, Map<string, Worded>>()
  for (const { round, programs } of rounds.toReversed()) {
    for (const program of programs) {
      const { wording } = tellerOf(findingTexts, [program], visit.language)
      for (const question of program.questions) {
        if (question.kind === 'consent') continue
        const options =
          question.kind === 'choose' || question.kind === 'choose_many'
            ? question.options.map((option) => wording.option(question.id, option))
            : []
        const text = wording.question(question.id)
        const key = JSON.stringify([text, options])
        const known = questions.get(question.id) ?? new Map<string, Worded>()
        const before = known.get(key)?.rounds ?? []
        const numbers = before.includes(round.number) ? before : [round.number, ...before]
        known.set(key, { id: question.id, text, options, rounds: numbers })
        questions.set(question.id, known)
      }
    }
  }
  return [...questions.values()].map((known) => [...known.values()])
}
