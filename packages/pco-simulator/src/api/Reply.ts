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

/** The body of a reply: bytes, or text made while it is sent. */
export type Body =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "stream"; readonly parts: Iterable<string> }

/** What is sent back. */
export interface Reply {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: Body
}

/** A body of one text. */
export const text = (content: string): Body => ({ kind: "bytes", bytes: Buffer.from(content) })

/** A reply of JSON. */
export const json = (status: number, body: Json, headers: Reply["headers"] = {}): Reply => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: text(JSON.stringify(body))
})
