/** The frame of every page of the chat: plain HTML, one stylesheet, one script, nothing from anywhere else. */
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { script, stylesheet } from './assets.ts'
import type { PageTexts } from './texts.ts'

export interface Chrome {
  readonly language: string
  readonly texts: PageTexts
  readonly title: string
  readonly neutralPage: string
}

export function Layout(props: {
  chrome: Chrome
  page: 'start' | 'chat' | 'problem'
  menu?: Child
  children?: Child
}) {
  const { language, texts, title } = props.chrome
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={language} dir={texts.direction}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href={stylesheet.path} />
          <script src={script.path} defer />
        </head>
        <body class={props.page}>
          <Header chrome={props.chrome} menu={props.menu} />
          <main>{props.children}</main>
        </body>
      </html>
    </>
  )
}

/** Also sent alone when a person changes the language. It carries the script's few words. */
export function Header(props: { chrome: Chrome; menu?: Child }) {
  const { texts, title, neutralPage } = props.chrome
  const { sending, waiting, sent, failed } = texts.status
  return (
    <header
      id="head"
      data-sending={sending}
      data-waiting={waiting}
      data-sent={sent}
      data-failed={failed}
      data-again={texts.try_again}
      data-find={texts.find}
      data-you={texts.you}
    >
      <div class="bar">
        <p class="title" dir="auto">
          {title}
        </p>
        <a class="leave" href={neutralPage} rel="noreferrer">
          {texts.leave}
        </a>
        {props.menu}
      </div>
    </header>
  )
}
