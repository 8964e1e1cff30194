/** People who open a page: a process that asks for it again and again. Each message in is answered with seconds. */
import { pageRequest, send } from './http-load.ts'

export interface PageOrder {
  readonly port: number
  readonly path: string
  readonly times: number
  readonly connections: number
}

process.on('message', async ({ port, path, times, connections }: PageOrder) => {
  const request = pageRequest(port, path)
  const { seconds } = await send(
    port,
    Array.from({ length: times }, () => request),
    connections,
  )
  process.send?.(seconds)
})
process.on('disconnect', () => process.exit(0))
