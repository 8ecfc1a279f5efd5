import { fakeStripe } from "./FakeStripe.ts"

const [count = "0"] = process.argv.slice(2)
const server = fakeStripe(Number(count))

server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  process.stdout.write(`${JSON.stringify({ port })}\n`)
})
