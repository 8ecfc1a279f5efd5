import { Duration, Effect } from "effect"
import type { ChaosStack } from "../ChaosStack.ts"
import type { Inject, Injections } from "./Injection.ts"

/** What strikes the tokens of the connection; the operator mends what no refresh can. */
export const credentialFaults = ({ simulator }: ChaosStack): Injections<"credential"> => {
  const tokens =
    (act: "expire" | "revoke"): Inject =>
    ({ seconds }) =>
      Effect.zipRight(
        simulator.admin.call("POST", `/_sim/oauth/${act}`, {}),
        Effect.sleep(Duration.seconds(seconds))
      )
  return { "token-expired": tokens("expire"), "token-revoked": tokens("revoke") }
}
