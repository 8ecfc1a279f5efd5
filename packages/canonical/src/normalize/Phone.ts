import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max"
import { normalizeText } from "./Text.ts"

/** A telephone number as given, with its international form when it is a valid one. */
export interface Phone {
  readonly number: string | null
  /** `+` and up to 15 digits, without extension, or null when the number is not valid in the country. */
  readonly e164: string | null
  /** ISO 3166-1 alpha-2, or null when it cannot be told. */
  readonly countryCode: string | null
}

/**
 * Reads a telephone number; `country` (ISO 3166-1 alpha-2) is where a number without `+` is dialled.
 *
 * @see https://www.itu.int/rec/T-REC-E.164
 */
export const normalizePhone = (value: string | null | undefined, country: string | null): Phone => {
  const number = normalizeText(value)?.trim() || null
  if (number === null) return { number, e164: null, countryCode: null }
  const from = country?.trim().toUpperCase()
  const parsed = parsePhoneNumberFromString(number, {
    extract: false,
    ...(from !== undefined && isSupportedCountry(from) ? { defaultCountry: from } : {})
  })
  if (parsed === undefined || !parsed.isValid()) return { number, e164: null, countryCode: null }
  return { number, e164: parsed.number, countryCode: parsed.country ?? null }
}
