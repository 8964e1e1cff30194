import { miss, settle } from './accept.ts'
import { repeat } from './ask.ts'
import { closed, type Draft, phrase, standing } from './turn.ts'

/** Leaves the question out where it is optional; otherwise says what can be done instead. */
export function skip(draft: Draft, trace: { option?: string; position?: number }): void {
  const stands = standing(draft)
  if (stands === null) {
    repeat(draft, closed(draft))
    return
  }
  const { question, labels } = stands.prompt
  if (question.optional) {
    settle(draft, stands, { kind: 'accept', value: { nonanswer: 'skipped' } }, trace)
    return
  }
  const also = question.also.map((id) => labels.get(id) ?? id).join(phrase(draft, 'answer.and'))
  miss(
    draft,
    phrase(draft, also === '' ? 'refused.skip' : 'refused.skip_also', { labels: also }),
    stands.prompt,
  )
}
