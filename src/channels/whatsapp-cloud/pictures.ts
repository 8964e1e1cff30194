/** Pictures on their way out: uploaded once for each content, then sent by the id that Meta gave. */
import type { Picture } from '../../engine/message.ts'
import { SendError } from '../channel.ts'
import type { Graph } from './graph.ts'

/** Meta keeps what is uploaded for 30 days; a day is left for the clock. */
const KEPT = 29 * 24 * 3_600_000

export interface Pictures {
  /** Meta's id. Throws SendError. */
  idOf(picture: Picture, signal: AbortSignal): Promise<string>
  /** Meta does not know the id any more, or did not like the picture. */
  forget(picture: Picture): void
}

export function pictures(
  graph: Graph,
  path: string,
  bytesOf: (file: string) => Promise<Uint8Array>,
  now: () => number,
): Pictures {
  const known = new Map<string, { readonly id: Promise<string>; readonly until: number }>()

  async function upload({ file, type }: Picture, signal: AbortSignal): Promise<string> {
    let bytes: Uint8Array
    try {
      bytes = await bytesOf(file)
    } catch {
      throw new SendError('rejected', 'the picture is no longer in the folder of media')
    }
    const { body } = await graph.upload(path, bytes, type, 'upload of a picture', signal).catch(sentNothing)
    if (typeof body.id !== 'string') throw new SendError('retry', 'upload of a picture: Meta gave it no id')
    return body.id
  }

  return {
    idOf: (picture, signal) => {
      const { file } = picture
      const found = known.get(file)
      if (found !== undefined && found.until > now()) return found.id
      // Those who send it meanwhile wait for the same upload.
      const id = upload(picture, signal)
      known.set(file, { id, until: now() + KEPT })
      id.catch(() => known.delete(file))
      return id
    },
    forget: ({ file }) => void known.delete(file),
  }
}

/** A picture that may or may not be up there reached nobody. */
function sentNothing(error: unknown): never {
  if (error instanceof SendError && error.kind === 'unknown') throw new SendError('retry', error.message)
  throw error
}
