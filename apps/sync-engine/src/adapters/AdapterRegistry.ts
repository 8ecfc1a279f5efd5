import type { Adapter } from "@openfaith/adapter-core"
import type { CanonicalRecord } from "@openfaith/canonical"
import { pcoAdapter } from "@openfaith/pco"
import { Context, Effect, Layer, Schema } from "effect"
import { UpstreamConfig } from "../config/UpstreamConfig.ts"

/** No adapter has this name. */
export class UnknownAdapter extends Schema.TaggedError<UnknownAdapter>()("UnknownAdapter", {
  adapter: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `There is no adapter ${this.adapter}; there are ${this.known.join(", ")}.`
  }
}

/** An adapter whose records become canonical ones. */
export type CanonicalAdapter = Adapter<CanonicalRecord>

/** The adapters of this node by name: the one place in the engine that names them. */
export class AdapterRegistry extends Context.Tag("@openfaith/sync-engine/AdapterRegistry")<
  AdapterRegistry,
  { readonly get: (name: string) => Effect.Effect<CanonicalAdapter, UnknownAdapter> }
>() {
  static readonly layerConfig = Layer.effect(
    AdapterRegistry,
    Effect.gen(function* () {
      const config = yield* UpstreamConfig
      const pco = yield* pcoAdapter({
        baseUrl: new URL(config.pcoBaseUrl),
        ...(config.oauthClient._tag === "Some" ? { oauthClient: config.oauthClient.value } : {}),
        maxBodyBytes: config.maxBodyBytes
      })
      const adapters: ReadonlyMap<string, CanonicalAdapter> = new Map([[pco.name, pco]])
      return {
        get: (name) => {
          const adapter = adapters.get(name)
          return adapter === undefined
            ? Effect.fail(new UnknownAdapter({ adapter: name, known: [...adapters.keys()] }))
            : Effect.succeed(adapter)
        }
      }
    })
  )
}
