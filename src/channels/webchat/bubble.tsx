/** One message of ours in the conversation. */
import { createHash } from 'node:crypto'
import type { Message, Picture } from '../../engine/message.ts'

/**
 * Names a message by what it says and which question it puts. A message may reach a page twice (in the answer to a form,
 * and by the event stream when delivery gets to it): the page shows it once.
 */
export function keyOf(message: Message): string {
  const { text, language, ask, picture } = message
  const what = JSON.stringify([text, language, ask?.tag, ask?.ask, picture?.file])
  return createHash('sha256').update(what).digest('base64url').slice(0, 12)
}

/** Where a picture is asked for, by its name in the folder of media. */
export const PICTURES = '/chat/pictures'

export function Bubble(props: { message: Message }) {
  const { text, language, direction, picture } = props.message
  return (
    <div class="bubble" lang={language} dir={direction} data-key={keyOf(props.message)}>
      {picture === undefined ? null : <WholePicture picture={picture} />}
      {text}
    </div>
  )
}

/** Shown small, so that it does not push the question out of sight; a tap opens it whole. */
function WholePicture({ picture: { file, description } }: { picture: Picture }) {
  const address = `${PICTURES}/${file}`
  return (
    <a href={address}>
      <img src={address} alt={description} />
    </a>
  )
}
