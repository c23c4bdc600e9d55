/** Why a document is not accepted: for logs, tests and verifiers in other languages, which must give the same reason. */
export type DocumentRefusal =
  /** Larger than its type may be. */
  | 'TOO_LARGE'
  /** Not three parts of canonical base64url: padding, white space, unused bits set. */
  | 'NOT_CANONICAL'
  /** Header or claims are not UTF-8, not a JSON object, nested too deeply, or hold a number that is not a plain integer. */
  | 'JSON_MALFORMED'
  /** A member stands twice in one object: parsers differ in which one they take. */
  | 'DUPLICATE_NAME'
  /** `alg`, `kid` or `typ` is missing or no text. */
  | 'HEADER_MALFORMED'
  /** Any other member: `jku`, `jwk`, `x5u`, `x5c`, `crit`, `b64` ... */
  | 'HEADER_FORBIDDEN'
  /** A document of another type. */
  | 'TYPE_WRONG'
  /** An algorithm not allowed (`none`, `HS256` ...), or not the one fixed for the key. */
  | 'ALGORITHM_WRONG'
  /** A claim is missing or does not have its shape. */
  | 'CLAIMS_MALFORMED'
  /** No trusted key has this `kid`. */
  | 'SIGNING_KEY_UNKNOWN'
  /** The key that came along is not the one its thumbprint names. */
  | 'THUMBPRINT_WRONG'
  /** The key set is not signed by the root key that is trusted here. */
  | 'ROOT_WRONG'
  | 'SIGNATURE_WRONG'
