import { readFileSync } from "node:fs"
import { isJsonObject, type JsonObject, type JsonValue } from "@openfaith/adapter-core"

/** A recorded answer as text. */
export const fixtureText = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8")

/** A recorded answer, parsed. */
export const fixture = (name: string): JsonObject => {
  const value: JsonValue = JSON.parse(fixtureText(name))
  if (!isJsonObject(value)) throw new Error(`${name} is no object`)
  return value
}
