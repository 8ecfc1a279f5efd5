import { normalizeName } from "./Name.ts"

const known: ReadonlyMap<string, "male" | "female"> = new Map([
  ["m", "male"],
  ["male", "male"],
  ["man", "male"],
  ["boy", "male"],
  ["f", "female"],
  ["female", "female"],
  ["woman", "female"],
  ["girl", "female"]
])

/**
 * `male` or `female` for their usual spellings in any case; anything else is tidied but kept, because churches define
 * their own.
 */
export const normalizeGender = (value: string | null | undefined): string | null => {
  const given = normalizeName(value)
  return given === null ? null : (known.get(given.toLowerCase()) ?? given)
}
