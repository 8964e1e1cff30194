import { describe, expect, it } from 'vitest'
import { type Filter, type Finding, keyOf, UNSAID } from '../../src/findings/finding.ts'
import { publicRules, publish } from '../../src/findings/publish.ts'
import { SPREAD } from '../../src/findings/table.ts'
import { plainAnalysis } from '../../src/flow/programme.ts'
import {
  evenRound,
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

/** What the attacker narrows down in a round that was told about in some way. */
function pinnedBy(
  tell: (people: readonly Person[]) => readonly Finding[],
  seed: number,
  enough?: number,
): string[] {
  const people = roundOf(seed)
  const findings = tell(people)
  return attack(world, findings, people, hiddenIn(findings, people), SPREAD, enough).map(sentence)
}

const told = (people: readonly Person[]) => publish(talliesOf(people), [program], rules)

/** As most systems do it: each small cell is left out by itself, and nothing else is. */
function toldWithoutSmallCells(people: readonly Person[]): Finding[] {
  const { questions: all, groups } = talliesOf(people)
  return [{ of: [], questions: all }, ...groups].flatMap(({ of, questions: own }) =>
    own.flatMap(({ question, kind, answered, options: counted }): Finding[] => {
      const cells = counted
        .filter(({ count }) => count >= rules.minimum)
        .map(({ id, count }) => ({ options: [id], count, percent: 0 }))
      if (of.some(({ by }) => world.reads(by) === question) || of.some(({ ids }) => ids[0] === UNSAID))
        return []
      if (answered < rules.minimum) return []
      return [
        {
          state: 'shown',
          question,
          kind,
          of,
          base: answered,
          cells,
          hidden: [],
          nonanswers: null,
          flags: [],
        },
      ]
    }),
  )
}

/** More of them, for a long look: DISCLOSURE_SEEDS=200 npx vitest run test/findings/disclosure.test.ts */
const seeds = Array.from({ length: Number(process.env.DISCLOSURE_SEEDS ?? 6) }, (_, seed) => seed)

describe('what is told of a round', () => {
  it.each(seeds)(
    'leaves all else open to somebody who has every table and solves for it: round %i',
    (seed) => {
      expect(pinnedBy(told, seed)).toEqual([])
    },
  )

  it('would not, were small cells left out and nothing else', () => {
    expect(pinnedBy(toldWithoutSmallCells, 1, 1)).toHaveLength(1)
  })

  it('is more than totals: by place, by sex, by another question, and by two of these at a time', () => {
    const findings = told(evenRound(1200))
    const groups = new Set(
      findings.flatMap(({ state, of }) => (state === 'shown' ? [of.map(({ by }) => by).join(' ')] : [])),
    )
    expect([...groups].sort()).toEqual(['', 'hurt', 'place', 'place hurt', 'place sex', 'sex'])
  })
})
