import { Effect } from "effect"
import { createServer } from "node:http"
import { SMTPServer } from "smtp-server"

/** A request that a receiver got. */
export interface ReceivedPost {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** An HTTP server that answers as it is told and remembers what it got. */
export const httpReceiver = Effect.gen(function* () {
  const received: Array<ReceivedPost> = []
  const answer = { status: 204, headers: {} as Record<string, string>, isSilent: false }
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString()
      })
      if (!answer.isSilent) response.writeHead(answer.status, answer.headers).end("said the receiver")
    })
  })
  yield* Effect.acquireRelease(
    Effect.async<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () =>
      Effect.async<void>((resume) => {
        server.closeAllConnections()
        server.close(() => resume(Effect.void))
      })
  )
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, received, answer }
})

/** A mail server that lets in one user, and remembers the mails that it took. */
export const mailServer = Effect.gen(function* () {
  const mails: Array<string> = []
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ password, username }, _, callback) =>
      username === "sync" && password === "p@ss"
        ? callback(null, { user: username })
        : callback(new Error("wrong password")),
    onData: (stream, _, callback) => {
      const chunks: Array<Buffer> = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("end", () => {
        mails.push(Buffer.concat(chunks).toString())
        callback()
      })
    }
  })
  yield* Effect.acquireRelease(
    Effect.async<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () => Effect.async<void>((resume) => void server.close(() => resume(Effect.void)))
  )
  const address = server.server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { host: `127.0.0.1:${port}`, mails }
})
