import { isJsonObject, type JsonValue } from "@openfaith/adapter-core"

const longest = 300

const text = (value: JsonValue | undefined): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null

/** The parsed body of an error answer, or undefined when it is not JSON. */
export const parsedError = (body: string): JsonValue | undefined => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** The words of a JSON:API error list, or of an OAuth error; any member may be missing. */
const wordsIn = (body: JsonValue | undefined): string | null => {
  if (!isJsonObject(body)) return null
  if (!Array.isArray(body["errors"])) return text(body["error_description"]) ?? text(body["error"])
  const words = body["errors"].flatMap((error) => {
    const said = isJsonObject(error)
      ? (text(error["detail"]) ?? text(error["title"]) ?? text(error["code"]))
      : text(error)
    return said === null ? [] : [said]
  })
  return words.length === 0 ? null : words.join("; ")
}

/**
 * What an error answer says in words, at most 300 characters. It may be JSON, plain text under any content type, or a page
 * of markup, which says nothing a person should have to read.
 *
 * @see https://developer.planning.center/docs/#/overview/errors
 */
export const errorWords = (body: string, status: number): string => {
  const words = wordsIn(parsedError(body)) ?? (/[<{[]/.test(body) ? null : text(body))
  return (words ?? `status ${status}`).slice(0, longest)
}
