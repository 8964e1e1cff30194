/**
 * Failures of the network, told apart by the one thing that matters: whether the platform may have read the request.
 * Only a failure before anything was written is certainly unsent.
 */

/** From the resolver, the connection and TLS: all before a byte of the request is written. */
const BEFORE_WRITING = new Set([
  // Ours: it was given up while it waited for a free connection.
  'ABORTED_UNSENT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

export interface NetworkFailure {
  /** `retry`: certainly unsent. `unknown`: perhaps read, no answer came. */
  readonly kind: 'retry' | 'unknown'
  /** The system's code, such as `ECONNREFUSED`; never a URL, which may hold a token. */
  readonly code: string
}

/** Reads the code out of an error, its causes and, for an address tried several ways, its parts. */
export function networkFailure(error: unknown): NetworkFailure {
  const code = codeOf(error, 0)
  return { kind: BEFORE_WRITING.has(code) ? 'retry' : 'unknown', code }
}

function codeOf(error: unknown, depth: number): string {
  if (typeof error !== 'object' || error === null || depth > 4) return 'unknown'
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown }
  if (typeof code === 'string' && /^[A-Z_0-9]+$/.test(code)) return code
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0], depth + 1)
  return cause === undefined ? 'unknown' : codeOf(cause, depth + 1)
}
