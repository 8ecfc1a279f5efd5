import type { Json } from "../world/Row.ts"

/** What a client sent, header names in lower case. */
export interface Request {
  readonly method: string
  readonly path: string
  /** The query as it was written, without its question mark. */
  readonly query: string
  readonly headers: { readonly [name: string]: string | undefined }
  readonly body: string
}

/** What is sent back; a body of parts is streamed. */
export interface Reply {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: string | Iterable<string>
}

/** A reply of JSON. */
export const json = (status: number, body: Json, headers: Reply["headers"] = {}): Reply => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(body)
})
