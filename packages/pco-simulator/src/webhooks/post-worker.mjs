// The thread that makes deliveries, so that how long an answer took is not how long the simulator was busy with something else.
// Plain JavaScript: Node starts a worker without whatever loads the TypeScript around it.
// @ts-check
import { Agent, request as requestHttp } from "node:http"
import { Agent as SecureAgent, request as requestHttps } from "node:https"
import { parentPort } from "node:worker_threads"

const plain = new Agent({ keepAlive: true })
const secure = new SecureAgent({ keepAlive: true })

/**
 * Posts a body and answers the status, or 0 when there was none in time.
 *
 * @param {import("./Postman.ts").Letter} letter
 * @returns {Promise<number>}
 */
const post = ({ body, headers, timeoutMs, url }) =>
  new Promise((resolve) => {
    const bytes = Buffer.from(body)
    const isSecure = url.startsWith("https:")
    const options = {
      method: "POST",
      headers: { ...headers, "Content-Length": bytes.length },
      agent: isSecure ? secure : plain,
      signal: AbortSignal.timeout(timeoutMs)
    }
    const outgoing = (isSecure ? requestHttps : requestHttp)(url, options, (incoming) => {
      incoming.resume()
      incoming.once("end", () => resolve(incoming.statusCode ?? 0))
      incoming.once("error", () => resolve(0))
    })
    outgoing.once("error", () => resolve(0))
    outgoing.end(bytes)
  })

parentPort?.on("message", ({ id, letter }) => {
  const sentAt = performance.now()
  void post(letter).then((status) =>
    parentPort?.postMessage({ id, receipt: { status, millis: performance.now() - sentAt } })
  )
})
