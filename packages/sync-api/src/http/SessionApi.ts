import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Unauthorized } from "../ApiErrors.ts"
import { Session, SignInRequest } from "../Session.ts"

const get = HttpApiEndpoint.get("get", "/session")
  .addSuccess(Session)
  .annotateContext(
    OpenApi.annotations({ summary: "Whether a key is asked for, and whether this browser has a session" })
  )

const signIn = HttpApiEndpoint.post("signIn", "/session")
  .setPayload(SignInRequest)
  .addSuccess(Session)
  .addError(Unauthorized)
  .annotateContext(
    OpenApi.annotations({
      summary: "Sign a browser in",
      description:
        "Answers a cookie that stands for the key for twelve hours, as long as the key is not changed."
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
