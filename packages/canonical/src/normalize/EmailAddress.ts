import { normalizeText } from "./Text.ts"

/**
 * An e-mail address trimmed, with only its domain in lower case, because the part before `@` may be case-sensitive;
 * blank is null.
 */
export const normalizeEmailAddress = (value: string | null | undefined): string | null => {
  const given = normalizeText(value)?.trim()
  if (given === undefined || given === "") return null
  const at = given.lastIndexOf("@")
  return at === -1 ? given : given.slice(0, at + 1) + given.slice(at + 1).toLowerCase()
}
