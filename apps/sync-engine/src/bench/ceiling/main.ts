import { createServer } from "node:http"
import { copyAll } from "./Copy.ts"

// Plain Node: whatever the engine is built on is left out here, for this is what it is compared with.
// A request starts the copy and is answered when it is done, so that start-up and copy can be told apart.

const [baseUrl = "", applicationId = "", secret = "", databaseUrl = ""] = process.argv.slice(2)

const server = createServer((_, response) => {
  copyAll({ baseUrl, applicationId, secret, databaseUrl }).then(
    (seconds) => response.end(JSON.stringify({ seconds })),
    (cause: unknown) => {
      process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`)
      process.exit(1)
    }
  )
})

server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
