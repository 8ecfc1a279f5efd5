import { HttpApiBuilder, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect, Option } from "effect"
import { type DashboardFile, read } from "./DashboardFiles.ts"

/** The paths that the page itself looks at; all else that is unknown stays a 404. */
const pages = ["/", "/sign-in", "/connect", "/cluster", "/orgs/*"] as const

const notBuilt = HttpServerResponse.text(
  "This node serves its API under /v1 (documentation at /docs), and a dashboard here once it is built:\n\n" +
    "  npx pnpm@10.34.8 --filter @openfaith/dashboard build\n\nthen start the node again.\n"
)

// The page needs nothing from elsewhere, and nobody may frame it. No inline script or style.
const pageHeaders = {
  "cache-control": "no-cache",
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()"
}

// The names of assets hold their content's hash.
const assetHeaders = { "cache-control": "public, max-age=31536000, immutable" }
const otherHeaders = { "cache-control": "public, max-age=3600" }

const send = (file: DashboardFile, headers: Readonly<Record<string, string>>) =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    const gzipped = Option.filter(file.gzipped, () =>
      /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")
    )
    return HttpServerResponse.uint8Array(
      Option.getOrElse(gzipped, () => file.bytes),
      {
        contentType: file.contentType,
        headers: {
          ...headers,
          vary: "accept-encoding",
          ...(Option.isSome(gzipped) ? { "content-encoding": "gzip" } : {})
        }
      }
    )
  })

/** The dashboard: its page at each of its paths, and the files that the page asks for. */
export const layer = HttpApiBuilder.Router.use((router) =>
  Effect.gen(function* () {
    const files = yield* read
    const index = files.get("/index.html")
    const page = index === undefined ? Effect.succeed(notBuilt) : send(index, pageHeaders)
    yield* Effect.forEach(pages, (path) => router.get(path, page))
    for (const [path, file] of files) {
      if (file === index) continue
      yield* router.get(
        `/${path.slice(1)}`,
        send(file, path.startsWith("/assets/") ? assetHeaders : otherHeaders)
      )
    }
  })
)
