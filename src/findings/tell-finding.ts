/** A finding as a sentence: its claims, planned first, put into plain words. */
import type { Phrase } from '../language/texts.ts'
import type { Finding, ShownFinding, WithheldFinding } from './finding.ts'
import { frequencyOf } from './natural-frequency.ts'
import { type Claim, planFinding, type Share } from './plan-finding.ts'
import { basePhrase, nobodyPhrase, onlyPhrase, themPhrase } from './tell-base.ts'
import { tellGroup } from './tell-group.ts'
import { spoken } from './tell-options.ts'
import { tellFrequency, tellPercents } from './tell-share.ts'
import { fill, listed, numberIn, phraseOf, sentence, type Teller } from './teller.ts'

/**
 * The main sentence, to stand alone: what the question is about, who answered where, and what they said, in natural
 * frequencies with the chart's own percents beside them. For a withheld finding, why there is nothing to tell.
 */
export const tellFinding = (teller: Teller, finding: Finding): string =>
  aboutTopic(teller, finding.question, answerOf(teller, finding))

/** The same without what the question is about: to stand under the question. */
export const tellUnderQuestion = (teller: Teller, finding: Finding): string =>
  sentence(answerOf(teller, finding), teller.language)

/** "How safe people feel: …"; a topic that ends like a sentence is quoted, and another sentence follows. */
export function aboutTopic(teller: Teller, question: string, told: string): string {
  const { language, wording } = teller
  const topic = wording.topic(question)
  const values = (phrase: string) => ({ topic, told: { phrase } })
  if (/[?؟!.…]\s*$/.test(topic)) return fill(teller, 'about.question', values(sentence(told, language)))
  return sentence(fill(teller, 'about.topic', values(told)), language)
}

const answerOf = (teller: Teller, finding: Finding): string =>
  finding.state === 'withheld' ? tellReason(teller, finding) : tellClaims(teller, finding)

function tellReason(teller: Teller, { reason, of }: WithheldFinding): string {
  if (of.length === 0) return fill(teller, `withheld.${reason}`)
  return fill(teller, `withheld_group.${reason}`, { group: tellGroup(teller, of) })
}

function tellClaims(teller: Teller, finding: ShownFinding): string {
  if (finding.base === 0) return fill(teller, 'end', { told: nobodyPhrase(teller, finding.of) })
  const claims = planFinding(finding, teller.wording.asked(finding.question))
  if (!finding.flags.includes('few')) return inSentences(teller, finding, claims, basePhrase(teller, finding))
  const only = fill(teller, 'few', { only: onlyPhrase(teller, finding) })
  if (claims.length === 0) return only
  const rest = inSentences(teller, finding, claims, themPhrase(teller, finding.of))
  return `${only} ${sentence(rest, teller.language)}`
}

function inSentences(teller: Teller, finding: ShownFinding, claims: readonly Claim[], base: Phrase): string {
  if (claims.length === 0) return fill(teller, 'answered', { base })
  const shares = claims.filter((claim) => claim.kind === 'share')
  const others = claims.filter((claim) => claim.kind !== 'share')
  const main = shares.length === 0 ? '' : tellShares(teller, finding, shares, base)
  const said = others.reduce((text, claim) => withClaim(teller, finding, text, claim, base), main)
  const notes = [
    ...(finding.kind === 'choose_many' ? [fill(teller, 'several')] : []),
    ...(claims.some(({ kind }) => kind === 'hidden') ? [fill(teller, 'hidden')] : []),
  ]
  return [fill(teller, 'end', { told: { phrase: said } }), ...notes].join(' ')
}

function tellShares(
  teller: Teller,
  { question, kind }: ShownFinding,
  shares: readonly Share[],
  base: Phrase,
): string {
  const clauses = shares.map((share, at) => {
    const values = {
      base,
      share: tellFrequency(teller, share.frequency),
      answers: spoken(teller, question, share.options, 'or'),
      percents: tellPercents(teller, share),
    }
    return fill(teller, `${at === 0 ? 'said' : 'also'}.${kind}`, values)
  })
  const [first = '', ...rest] = clauses
  return rest.reduce((before, next, at) => {
    const path = at === rest.length - 1 ? 'clauses' : 'clauses_more'
    return fill(teller, path, { before: { phrase: before }, next: { phrase: next } })
  }, first)
}

/** Answers that are only told together are named up to here; of more, how many there are. */
const NAMED = 3

/** One more claim behind what is said so far. */
function withClaim(
  teller: Teller,
  { question }: ShownFinding,
  said: string,
  claim: Exclude<Claim, Share>,
  base: Phrase,
): string {
  const before = { phrase: said }
  const number = (value: number) => numberIn(teller, value)
  switch (claim.kind) {
    case 'commonest':
      return fill(teller, 'commonest', { before })
    case 'hidden':
      return said
    case 'next':
      return fill(teller, 'next', { before, answers: withPercents(teller, question, claim.shares) })
    case 'tied':
      return fill(teller, 'tied', { base, answers: withPercents(teller, question, claim.shares) })
    case 'level':
      return fill(teller, 'level', {
        base,
        high: inWords(teller, claim.high),
        low: inWords(teller, claim.low),
      })
    case 'pool': {
      const { options } = claim.share
      const percents = tellPercents(teller, claim.share)
      if (options.length <= NAMED)
        return fill(teller, 'pool', { before, answers: spoken(teller, question, options, 'and'), percents })
      return fill(teller, 'pool_many', { before, count: number(options.length), percents }, options.length)
    }
    case 'median':
      return fill(teller, 'median', { base, low: number(claim.low), high: number(claim.high) })
    case 'middle':
      return fill(teller, claim.low === claim.high ? 'middle_one' : 'middle', {
        before,
        low: number(claim.low),
        high: number(claim.high),
      })
  }
}

/** "about 1 in 10 (12%)". */
const inWords = (teller: Teller, percent: number): Phrase =>
  phraseOf(teller, 'in_words', {
    share: tellFrequency(teller, frequencyOf(percent)),
    percents: tellPercents(teller, { percents: [percent] }),
  })

/** “Theft” (about 1 in 3, 32%) and “Drugs” (3 in 10, 30%). */
const withPercents = (teller: Teller, question: string, shares: readonly Share[]): Phrase =>
  listed(
    teller,
    shares.map((share) =>
      fill(teller, 'with_percent', {
        answer: spoken(teller, question, share.options, 'or'),
        share: tellFrequency(teller, share.frequency),
        percents: tellPercents(teller, share),
      }),
    ),
    'and',
  )
