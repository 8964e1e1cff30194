import { type Frame, Layout } from '../layout/layout.tsx'

export function NotFoundPage(props: { frame: Omit<Frame, 'title'> }) {
  const { texts, language } = props.frame
  const t = (path: string) => texts.fill(path, language)
  return (
    <Layout frame={{ ...props.frame, title: t('not_found.title') }}>
      <h1>{t('not_found.title')}</h1>
      <p>{t('not_found.text')}</p>
      <p class="links">
        <a class="button" href={`/?lang=${language}`}>
          {t('not_found.home')}
        </a>
      </p>
    </Layout>
  )
}
