import { Context } from "effect"
import type { KeyScope } from "./KeyScope.ts"

/** Who asks, as far as the key tells. */
export class Caller extends Context.Tag("@openfaith/sync-api/Caller")<
  Caller,
  {
    readonly keyId: string
    readonly scope: KeyScope
    /** The only organisations that the key is for; null when it is for all of them. */
    readonly organizations: ReadonlyArray<string> | null
  }
>() {}
