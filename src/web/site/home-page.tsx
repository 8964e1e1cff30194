import { titleOf } from '../../findings/wording.ts'
import { type Frame, Layout } from '../layout/layout.tsx'
import type { ProgrammeOnSite } from './ports.ts'

/** The list of programmes and their surveys. */
export function HomePage(props: { frame: Omit<Frame, 'title'>; programmes: readonly ProgrammeOnSite[] }) {
  const { texts, language } = props.frame
  const t = (path: string) => texts.fill(path, language)
  const named = (programme: ProgrammeOnSite) =>
    programme.names[language] ?? programme.names[programme.languages[0]] ?? programme.id
  const shown = props.programmes.filter(({ surveys }) => surveys.length > 0)
  return (
    <Layout frame={{ ...props.frame, title: t('home') }}>
      <h1>{t('home_title')}</h1>
      <p class="soft">{t('home_about')}</p>
      {shown.length === 0 ? <p>{t('home_empty')}</p> : null}
      {shown.map((programme) => (
        <section class="card">
          <h2>{named(programme)}</h2>
          {programme.surveys.map((program) => (
            <div>
              <p>{titleOf(program, language)}</p>
              <p class="links">
                <a class="button" href={`/p/${programme.id}/${program.flow}?lang=${language}`}>
                  {t('see_results')}
                  <span class="hidden">: {titleOf(program, language)}</span>
                </a>
                <a href={`/chat/${programme.id}/${program.flow}?lang=${language}`}>
                  {t('take_part')}
                  <span class="hidden">: {titleOf(program, language)}</span>
                </a>
              </p>
            </div>
          ))}
        </section>
      ))}
    </Layout>
  )
}
