import { HttpApiBuilder, HttpServerRequest } from "@effect/platform"
import { type KeyScope, type Session, sessionCookie, SyncApi } from "@openfaith/sync-api"
import { Duration, Effect, Redacted } from "effect"
import { RateLimitConfig } from "../config/RateLimitConfig.ts"
import { ApiKeys, callerOfSession } from "./ApiKeys.ts"
import { clientAddress } from "./ClientAddress.ts"
import { RateLimits } from "./RateLimits.ts"
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
    const { caller, required } = yield* ApiKeys
    const limits = yield* RateLimits
    const { trustedProxies } = yield* RateLimitConfig
    const sessions = yield* Sessions
    const ofSession = yield* callerOfSession
    const signedIn = (scope: KeyScope): Session => ({ required, signedIn: true, scope })
    const signedOut: Session = required ? { required, signedIn: false, scope: null } : signedIn("admin")

    return handlers
      .handle("get", () =>
        required
          ? Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ cookies }) => ofSession(cookies)).pipe(
              Effect.map(({ scope }) => signedIn(scope)),
              Effect.catchTag("Unauthorized", () => Effect.succeed(signedOut))
            )
          : Effect.succeed(signedOut)
      )
      .handle("signIn", ({ payload, request }) =>
        Effect.gen(function* () {
          yield* limits.ofSignIn(clientAddress(request, trustedProxies))
          const { keyId, scope } = yield* caller(payload.apiKey, request.headers)
          yield* setCookie(yield* sessions.open(keyId), sessionLength)
          return signedIn(scope)
        })
      )
      .handle("signOut", () => Effect.as(setCookie("", Duration.zero), signedOut))
  })
)
