import { type JsonValue, MalformedResponse } from "@openfaith/adapter-core"
import { Either } from "effect"

/** Parses a body that claims to be JSON; one without a content type is given the benefit of the doubt. */
export const jsonBody = (
  contentType: string | undefined,
  body: Buffer
): Either.Either<JsonValue, MalformedResponse> => {
  if (contentType !== undefined && !/\bjson\b/i.test(contentType)) {
    return Either.left(new MalformedResponse({ reason: "contentType", detail: contentType }))
  }
  return Either.try({
    try: (): JsonValue => JSON.parse(body.toString("utf8")),
    // The parser's own words quote the body, which holds personal data.
    catch: () => new MalformedResponse({ reason: "json", detail: `${body.length} bytes that are not JSON` })
  })
}
