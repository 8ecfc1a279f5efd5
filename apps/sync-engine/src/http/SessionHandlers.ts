import { HttpApiBuilder, HttpServerRequest } from "@effect/platform"
import { sessionCookie, SyncApi } from "@openfaith/sync-api"
import { Duration, Effect, Redacted } from "effect"
import { ApiKeys } from "./ApiKeys.ts"
import { sessionLength, Sessions } from "./Sessions.ts"

const setCookie = (value: Redacted.Redacted | string, maxAge: Duration.Duration) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) =>
    HttpApiBuilder.securitySetCookie(sessionCookie, value, {
      httpOnly: true,
      sameSite: "strict",
      path: "/",
      maxAge,
      // TLS ends before the node; without it, a browser would throw a secure cookie away.
      secure: headers["x-forwarded-proto"] === "https"
    })
  )

/** Signing browsers in and out. */
export const session = HttpApiBuilder.group(SyncApi, "session", (handlers) =>
  Effect.gen(function* () {
    const { check, required } = yield* ApiKeys
    const sessions = yield* Sessions

    const isOpen = Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ cookies }) =>
      Effect.isSuccess(sessions.check(Redacted.make(cookies[sessionCookie.key] ?? "")))
    )
    return handlers
      .handle("get", () =>
        Effect.map(required ? isOpen : Effect.succeed(true), (signedIn) => ({ required, signedIn }))
      )
      .handle("signIn", ({ payload, request }) =>
        Effect.gen(function* () {
          yield* check(payload.apiKey, request.headers)
          yield* setCookie(yield* sessions.open, sessionLength)
          return { required, signedIn: true }
        })
      )
      .handle("signOut", () => Effect.as(setCookie("", Duration.zero), { required, signedIn: !required }))
  })
)
