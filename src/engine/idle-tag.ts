/** Stands in the buttons that a contact without a session gets: no session's tag is like it. */
export const IDLE_TAG = 'idle'
