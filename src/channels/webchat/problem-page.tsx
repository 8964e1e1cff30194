/** Something did not go as it should: what happened, what to do, and what was typed, kept. */
import { type Chrome, Layout } from './layout.tsx'
import type { ProblemName } from './texts.ts'

export interface ProblemProps {
  readonly chrome: Chrome
  readonly problem: ProblemName
  /** Where the conversation is, if there is one. */
  readonly action?: string
  /** The form as it was sent, to be sent again: with the same id, so that it cannot count twice. */
  readonly again?: URLSearchParams
}

export function ProblemPage({ chrome, problem, action, again }: ProblemProps) {
  const { texts } = chrome
  const { title, text } = texts.problems[problem]
  return (
    <Layout chrome={chrome} page="problem">
      <h1>{title}</h1>
      <p class="about">{text}</p>
      {action !== undefined && again !== undefined ? (
        <Again chrome={chrome} action={action} fields={again} />
      ) : null}
      {action === undefined ? null : (
        <p>
          <a href={action}>{texts.back_to_chat}</a>
        </p>
      )}
    </Layout>
  )
}

function Again({ chrome, action, fields }: { chrome: Chrome; action: string; fields: URLSearchParams }) {
  const { texts } = chrome
  const typed = fields.get('text')
  return (
    <form method="post" action={action}>
      {[...fields]
        .filter(([name]) => name !== 'text')
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      {typed === null ? null : (
        <div class="words">
          <label for="text">{texts.kept}</label>
          <textarea id="text" name="text" rows={4} dir="auto">
            {typed}
          </textarea>
        </div>
      )}
      <button type="submit" class="primary">
        {texts.try_again}
      </button>
    </form>
  )
}
