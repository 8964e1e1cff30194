/** The five questions that all engines put, and the replies they are given: two typed, three pressed. */

export const QUESTIONS = [
  { id: 'village', kind: 'text', text: 'Which village or quarter do you live in?', max: 100 },
  {
    id: 'safe_now',
    kind: 'choose',
    text: 'How safe do you feel in the area where you live?',
    options: {
      almost_always_safe: 'Almost always safe',
      generally_safe: 'Generally safe',
      generally_unsafe: 'Generally unsafe',
      almost_always_unsafe: 'Almost always unsafe',
    },
  },
  { id: 'household', kind: 'number', text: 'How many people live in your household?', min: 1, max: 60 },
  {
    id: 'police_work',
    kind: 'choose',
    text: 'How well do the police do their work?',
    options: { good: 'Good', just_ok: 'Just OK', bad: 'Bad' },
  },
  {
    id: 'next_year',
    kind: 'choose',
    text: 'What do you expect of next year?',
    options: { better: 'Better', same: 'The same', worse: 'Worse' },
  },
] as const

export const THANKS = 'Thank you. That was all.'

/** What person number `n` replies, in the questions' order. */
export function repliesOf(n: number) {
  return {
    village: `Village ${n % 1000}`,
    safe_now: keyAt(QUESTIONS[1].options, n),
    household: 1 + (n % 60),
    police_work: keyAt(QUESTIONS[3].options, n),
    next_year: keyAt(QUESTIONS[4].options, n >> 2),
  }
}

export type Replies = ReturnType<typeof repliesOf>

function keyAt(options: Readonly<Record<string, string>>, n: number): string {
  const keys = Object.keys(options)
  return keys[n % keys.length] ?? ''
}
