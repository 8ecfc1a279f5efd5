import { ParseResult, Schema } from "effect"
import { json, type Reply } from "../api/Reply.ts"
import type { Organization } from "../Organization.ts"
import type { SimulatorState } from "../SimulatorState.ts"

/** A request to the admin API, with the organisation it is about. */
export interface AdminCall {
  readonly state: SimulatorState
  readonly organization: Organization
  readonly method: string
  /** The path after `/_sim/`. */
  readonly segments: ReadonlyArray<string>
  readonly parameters: URLSearchParams
  readonly body: string
}

/** A request the admin API could not follow. */
export const problem = (status: number, detail: string): Reply =>
  json(status, { errors: [{ status: String(status), detail }] })

/** Reads a body by a schema and answers with it, or says what is wrong with it. An empty body is an empty object. */
export const withBody = <A, I, R>(
  call: AdminCall,
  schema: Schema.Schema<A, I>,
  then: (input: A) => R
): R | Reply => {
  let parsed: unknown
  try {
    parsed = call.body.trim() === "" ? {} : JSON.parse(call.body)
  } catch {
    return problem(400, "The body is not JSON")
  }
  const decoded = Schema.decodeUnknownEither(schema)(parsed)
  return decoded._tag === "Right"
    ? then(decoded.right)
    : problem(400, ParseResult.TreeFormatter.formatErrorSync(decoded.left))
}
