/**
 * Whether a form was sent from our own page. The cookie is SameSite=Lax, so another site's form never carries it; this
 * also keeps another site from starting a conversation for someone.
 *
 * Our pages say `Referrer-Policy: no-referrer`, and browsers then write `Origin: null` on our own forms. So
 * Sec-Fetch-Site decides where a browser sends it, and a null or missing Origin alone is no reason to refuse.
 */
export function isSameOrigin(
  headers: Headers,
  host: string | undefined,
  publicOrigin: string | undefined,
): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const origin = headers.get('origin')
  if (origin === null || origin === 'null') return true
  if (origin === publicOrigin) return true
  try {
    return host !== undefined && new URL(origin).host === host
  } catch {
    return false
  }
}
