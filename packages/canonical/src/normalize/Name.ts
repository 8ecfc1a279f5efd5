import { normalizeText } from "./Text.ts"

/** A name in Unicode form NFC, trimmed, with every run of white space as one space; a blank one is null. */
export const normalizeName = (value: string | null | undefined): string | null =>
  normalizeText(value)?.normalize("NFC").replace(/\s+/gu, " ").trim() || null
