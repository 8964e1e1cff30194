import { describe, expect, it } from 'vitest'
import { type Filter, type Finding, keyOf } from '../../src/findings/finding.ts'
import { publicRules, publish } from '../../src/findings/publish.ts'
import { SPREAD } from '../../src/findings/table.ts'
import { plainAnalysis } from '../../src/flow/programme.ts'
import {
  options,
  places,
  program,
  type Question,
  questions,
  roundOf,
  talliesOf,
  world,
} from '../fixtures/lopsided-round.ts'
import { attack, type Person, type Pinned, type Wanted } from './attacker.ts'

const membersOf = (of: readonly Filter[]): string =>
  of
    .map(({ by, ids }) => `${by}=${[...ids].sort().join('+')}`)
    .sort()
    .join('&')

/** All counts of groups, one and two at a time, that stand in no finding; of groups that have anybody at all. */
function hiddenIn(findings: readonly Finding[], people: readonly Person[]): Wanted[] {
  const told = new Set(
    findings.flatMap((finding) =>
      finding.state === 'shown'
        ? finding.cells.map(({ options: own }) => `${keyOf(finding)} ${[...own].sort().join()}`)
        : [],
    ),
  )
  // How many people a told group has stands beside its findings, as their base.
  const groupsTold = new Set(findings.map(({ of }) => membersOf(of)))
  const filters = [
    ...places.map(([code]) => ({ by: 'place', ids: [code] })),
    ...['hurt', 'sex'].flatMap((by) => options[by as Question].map((id) => ({ by, ids: [id] }))),
  ]
  const groups = [
    [],
    ...filters.map((one) => [one]),
    ...filters.flatMap((one) => filters.flatMap((other) => (one.by < other.by ? [[one, other]] : []))),
  ].map((of) => (of[1]?.by === 'place' ? of.toReversed() : of))
  return groups.flatMap((of) => {
    const some = people.some((person) =>
      of.every(({ by, ids }) => world.lies(person[world.reads(by)] ?? '', ids[0] ?? '')),
    )
    if (!some) return []
    return questions.flatMap((question) => {
      if (of.some(({ by }) => world.reads(by) === question)) return []
      const scale =
        question === 'safe'
          ? [
              ['a', 'b'],
              ['c', 'd'],
            ]
          : []
      const by = question === 'district' ? 'place' : question
      const single = (question === 'district' ? places.map(([code]) => code) : options[question])
        .filter((one) => !groupsTold.has(membersOf([...of, { by, ids: [one] }])))
        // From where nobody answered, nobody can be told of.
        .filter(
          (one) => question !== 'district' || people.some(({ district }) => world.lies(district ?? '', one)),
        )
        .map((one) => [one])
      // Two told cells make a told sum.
      const isTold = (own: readonly string[]) =>
        told.has(`${keyOf({ question, of })} ${[...own].sort().join()}`)
      return [...single, ...scale].flatMap((own) =>
        isTold(own) || own.every((one) => isTold([one])) ? [] : [{ question, of, options: own }],
      )
    })
  })
}

const sentence = ({ question, of, options: own, lowest, highest }: Pinned): string =>
  `${keyOf({ question, of })} ${own.join('+')}: ${lowest} to ${highest}`

const rules = publicRules(plainAnalysis)
const SEEDS = Number(process.env.DISCLOSURE_SEEDS ?? 8)

describe('what is told of a round', () => {
  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    'leaves every other count open to somebody who has all tables and solves for it: round %i',
    (seed) => {
      const people = roundOf(seed)
      const findings = publish(talliesOf(people), [program], rules)
      const pinned = attack(world, findings, people, hiddenIn(findings, people), SPREAD)
      expect(pinned.map(sentence)).toEqual([])
    },
  )
})
