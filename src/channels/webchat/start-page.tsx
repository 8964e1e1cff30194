/** What a person meets first. Opening it makes no contact and sets no cookie: only Start does. */
import { type Chrome, Layout } from './layout.tsx'
import type { PageTexts, ProblemName } from './texts.ts'

export interface StartProps {
  readonly chrome: Chrome
  readonly action: string
  readonly id: string
  /** The language that the person chose or their browser named; none when we only guessed. */
  readonly language: string | undefined
  readonly languages: readonly { readonly tag: string; readonly texts: PageTexts }[]
  readonly problem?: ProblemName
}

export function StartPage(props: StartProps) {
  const { chrome, action, id, language, languages, problem } = props
  const { texts, title } = chrome
  return (
    <Layout chrome={chrome} page="start">
      {problem === undefined ? null : <p class="note">{texts.problems[problem].text}</p>}
      <h1 dir="auto">{title}</h1>
      <p class="about">{texts.about}</p>
      <form method="post" action={action} data-start>
        <input type="hidden" name="id" value={id} />
        {language === undefined ? null : <input type="hidden" name="lang" value={language} />}
        <button type="submit" name="do" value="start" class="primary big">
          {texts.start}
        </button>
      </form>
      <p id="status" role="status" />
      {languages.length < 2 ? null : (
        <nav aria-label={texts.languages}>
          {languages.map((one) => (
            <a
              href={`${action}?lang=${one.tag}`}
              lang={one.tag}
              dir={one.texts.direction}
              hreflang={one.tag}
              aria-current={one.tag === chrome.language ? 'true' : undefined}
            >
              {one.texts.name}
            </a>
          ))}
        </nav>
      )}
    </Layout>
  )
}
