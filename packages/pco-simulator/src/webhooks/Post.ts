import { type Agent, request as requestHttp } from "node:http"
import { type Agent as SecureAgent, request as requestHttps } from "node:https"

/** The connections deliveries are made over. */
export interface Agents {
  readonly plain: Agent
  readonly secure: SecureAgent
}

/** Posts a body and answers the status, or 0 when there was none in time. */
export const post = (
  agents: Agents,
  url: string,
  headers: { readonly [name: string]: string },
  body: string,
  timeoutMs: number
): Promise<number> =>
  new Promise((resolve) => {
    const bytes = Buffer.from(body)
    const secure = url.startsWith("https:")
    const options = {
      method: "POST",
      headers: { ...headers, "Content-Length": bytes.length },
      agent: secure ? agents.secure : agents.plain,
      signal: AbortSignal.timeout(timeoutMs)
    }
    const outgoing = (secure ? requestHttps : requestHttp)(url, options, (incoming) => {
      incoming.resume()
      incoming.once("end", () => resolve(incoming.statusCode ?? 0))
      incoming.once("error", () => resolve(0))
    })
    outgoing.once("error", () => resolve(0))
    outgoing.end(bytes)
  })
