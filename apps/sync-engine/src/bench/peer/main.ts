import { createServer } from "node:http"
import { createRequire } from "node:module"
import { join } from "node:path"

// The peer as its documentation shows it, but with a source that is not Stripe. It is no dependency: it is found in the
// folder it was installed to.

interface Peer {
  readonly StripeSync: new (config: object) => {
    stripe: unknown
    readonly syncCustomers: () => Promise<{ readonly synced: number }>
  }
  readonly runMigrations: (config: object) => Promise<void>
}

const [folder = "", databaseUrl = "", sourcePort = ""] = process.argv.slice(2)
const require = createRequire(join(folder, "package.json"))
const { StripeSync, runMigrations } = require("@supabase/stripe-sync-engine") as Peer
const Stripe = require("stripe") as new (key: string, config: object) => unknown

const sync = async () => {
  const engine = new StripeSync({
    schema: "stripe",
    stripeSecretKey: "sk_test_bench",
    stripeWebhookSecret: "whsec_bench",
    poolConfig: { connectionString: databaseUrl, max: 10 }
  })
  engine.stripe = new Stripe("sk_test_bench", {
    host: "127.0.0.1",
    port: Number(sourcePort),
    protocol: "http",
    telemetry: false
  })
  const began = performance.now()
  const { synced } = await engine.syncCustomers()
  return { synced, seconds: (performance.now() - began) / 1000 }
}

const server = createServer((_, response) => {
  sync().then(
    (done) => response.end(JSON.stringify(done)),
    (cause: unknown) => {
      process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`)
      process.exit(1)
    }
  )
})

runMigrations({ schema: "stripe", databaseUrl }).then(
  () =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
    }),
  (cause: unknown) => {
    process.stderr.write(`${String(cause)}\n`)
    process.exit(1)
  }
)
