const unstorable = /\u0000|[\uD800-\uDFFF]/

/**
 * The text without what PostgreSQL cannot hold: NUL characters are dropped, halves of surrogate pairs become U+FFFD.
 * Everything else, also white space and the empty text, is kept as given.
 */
export const normalizeText = (value: string | null | undefined): string | null => {
  if (value === null || value === undefined) return null
  return unstorable.test(value) ? value.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\uFFFD") : value
}
