import type { Body } from '../event.ts'
import type { Draft } from '../turn.ts'

/** What one kind of event does to a session. */
export type Handles<K extends Body['kind']> = (draft: Draft, body: Extract<Body, { kind: K }>) => void
