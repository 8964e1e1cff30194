import { describe, expect, it } from 'vitest'
import type { Message } from '../../../src/engine/message.ts'
import { simulatePerson } from '../../../src/survey/simulate/person.ts'
import { drawProfile, type Profile } from '../../../src/survey/simulate/profile.ts'
import { randomFrom } from '../../../src/survey/simulate/random.ts'

const safeNow: Message = {
  text: 'These days, how safe are you?',
  language: 'en',
  direction: 'ltr',
  ask: {
    tag: 'abcdefgh',
    ask: 4,
    kind: 'choose',
    options: [
      { id: 'almost_always_safe', label: 'Almost always safe' },
      { id: 'generally_safe', label: 'Generally safe' },
      { id: 'generally_unsafe', label: 'Generally unsafe' },
      { id: 'almost_always_unsafe', label: 'Almost always unsafe' },
    ],
    actions: [],
  },
}

const someone: Profile = {
  ...drawProfile(randomFrom(1), 2018),
  language: 'en',
  governorate: 'basra',
  district: 'basra_zubayr',
  habit: 'presses',
  leavesAt: undefined,
}

describe('a simulated person', () => {
  it('presses a button that is there', () => {
    const reply = simulatePerson(randomFrom(2), someone).reply(safeNow)

    expect(reply).toMatchObject({ kind: 'press', tag: 'abcdefgh', ask: 4 })
    expect(safeNow.ask?.options.map(({ id }) => id)).toContain(reply?.kind === 'press' ? reply.option : '')
  })

  it('types a number or the words of an option where that is their habit', () => {
    const numbers = simulatePerson(randomFrom(2), { ...someone, habit: 'numbers' }).reply(safeNow)
    const labels = simulatePerson(randomFrom(2), { ...someone, habit: 'labels' }).reply(safeNow)

    expect(numbers).toMatchObject({ kind: 'text', text: expect.stringMatching(/^[1-4١-٤۱-۴]$/) })
    expect(labels).toMatchObject({
      kind: 'text',
      text: expect.stringMatching(/^(Almost always|Generally) (un)?safe$/),
    })
  })

  it('stays gone once they have left', () => {
    const person = simulatePerson(randomFrom(3), { ...someone, leavesAt: 1 })

    expect(person.reply(safeNow)).not.toBeNull()
    expect(person.reply(safeNow)).toBeNull()
    expect(person.reply(safeNow)).toBeNull()
  })

  it('gives up on a question that is never understood, so that nobody loops', () => {
    const person = simulatePerson(randomFrom(4), someone)

    const replies = Array.from({ length: 20 }, () => person.reply(safeNow))

    expect(replies.at(-1)).toBeNull()
  })

  it('asks once for their language when written to in another', () => {
    const person = simulatePerson(randomFrom(5), { ...someone, language: 'ckb' })

    expect(person.reply(safeNow)).toEqual({ kind: 'text', text: 'کوردی' })
    expect(person.reply(safeNow)).not.toEqual({ kind: 'text', text: 'کوردی' })
  })

  it('says nothing to a message that asks nothing', () => {
    expect(
      simulatePerson(randomFrom(6), someone).reply({ text: 'Welcome', language: 'en', direction: 'ltr' }),
    ).toBeNull()
  })
})

describe('the people of a round', () => {
  const people = (seed: number, year: 2017 | 2019): Profile[] => {
    const random = randomFrom(seed)
    return Array.from({ length: 4000 }, () => drawProfile(random, year))
  }
  const share = (profiles: readonly Profile[], of: (profile: Profile) => boolean): number =>
    profiles.filter(of).length / profiles.length

  it('speak Arabic, Sorani and English about 60 to 25 to 15', () => {
    const profiles = people(7, 2019)

    expect(share(profiles, ({ language }) => language === 'ar')).toBeCloseTo(0.6, 1)
    expect(share(profiles, ({ language }) => language === 'ckb')).toBeCloseTo(0.25, 1)
    expect(share(profiles, ({ language }) => language === 'en')).toBeCloseTo(0.15, 1)
  })

  it('leave out Hawija in 2017, as the survey had to', () => {
    expect(share(people(8, 2017), ({ district }) => district === 'kirkuk_hawija')).toBe(0)
    expect(share(people(8, 2019), ({ district }) => district === 'kirkuk_hawija')).toBeGreaterThan(0.04)
  })

  it('are the same for the same seed, and others for another', () => {
    expect(people(9, 2019)).toEqual(people(9, 2019))
    expect(people(9, 2019)).not.toEqual(people(10, 2019))
  })
})
