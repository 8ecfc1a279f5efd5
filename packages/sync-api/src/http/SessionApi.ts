import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { ServiceUnavailable, Unauthorized } from "../ApiErrors.ts"
import { Session, SignInRequest } from "../Session.ts"

const get = HttpApiEndpoint.get("get", "/session")
  .addSuccess(Session)
  .addError(ServiceUnavailable)
  .annotateContext(
    OpenApi.annotations({ summary: "Whether a key is asked for, and whether this browser has a session" })
  )

const signIn = HttpApiEndpoint.post("signIn", "/session")
  .setPayload(SignInRequest)
  .addSuccess(Session)
  .addError(Unauthorized)
  .addError(ServiceUnavailable)
  .annotateContext(
    OpenApi.annotations({
      summary: "Sign a browser in",
      description:
        "Answers a cookie that stands for the key, with its scope and organisations, for twelve hours or until the key ends."
    })
  )

const signOut = HttpApiEndpoint.del("signOut", "/session")
  .addSuccess(Session)
  .annotateContext(OpenApi.annotations({ summary: "Sign a browser out" }))

/** Sessions of browsers; programs present the key itself. */
export const SessionApi = HttpApiGroup.make("session")
  .add(get)
  .add(signIn)
  .add(signOut)
  .annotateContext(
    OpenApi.annotations({
      title: "Sessions",
      description: "Cookies for browsers; programs present the key itself"
    })
  )
