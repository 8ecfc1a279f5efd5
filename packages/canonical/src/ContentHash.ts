import { hash } from "node:crypto"
import { canonicalEntities, type CanonicalRowOf } from "./CanonicalEntities.ts"
import { type CanonicalEntityName, canonicalEntityNames } from "./CanonicalEntityName.ts"

// Sorted, so that neither the row's key order nor a reordering of the definition moves a hash.
const sortedFields: ReadonlyMap<CanonicalEntityName, ReadonlyArray<string>> = new Map(
  canonicalEntityNames.map((name) => [name, canonicalEntities[name].columns.map(({ field }) => field).sort()])
)

// Of the last of 22 characters only two bits belong to the 16 bytes: the characters 0, 16, 32 and 48 of the alphabet.
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
const twoBits = (character: string): string => base64url.charAt(base64url.indexOf(character) & 0x30)

/** The first 16 bytes of a text's SHA-256. Cutting the encoded text takes half as long as cutting the bytes. */
const digest = (text: string): string => {
  const whole = hash("sha256", text, "base64url")
  return whole.slice(0, 21) + twoBits(whole.charAt(21))
}

/**
 * The hash of a row's own fields: 16 bytes of SHA-256 as 22 characters of base64url. Null and absent count alike and
 * are left out, so a new nullable column does not change the hash of rows that lack it.
 */
export const contentHash = <E extends CanonicalEntityName>(entity: E, fields: CanonicalRowOf<E>): string => {
  const values: Readonly<Record<string, unknown>> = fields
  const present: Array<unknown> = [entity]
  for (const field of sortedFields.get(entity) ?? []) {
    const value = values[field]
    if (value !== null && value !== undefined) present.push(field, value)
  }
  return digest(JSON.stringify(present))
}
