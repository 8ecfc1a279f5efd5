import { includesScope, type KeyScope } from "@openfaith/sync-api"
import { createContext, use } from "react"

/** What the key that signed in may do; set once, where the session is known. */
export const HeldScope = createContext<KeyScope | null>(null)

/** Tells what the key that signed in may do. The node decides; this only spares people a refusal. */
export const useMay = (): ((scope: KeyScope) => boolean) => {
  const held = use(HeldScope)
  return (scope) => held !== null && includesScope(held, scope)
}
