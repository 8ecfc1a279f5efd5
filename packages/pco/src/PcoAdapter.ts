import type { Adapter } from "@openfaith/adapter-core"
import type { CanonicalRecord } from "@openfaith/canonical"
import { HttpClient } from "@effect/platform"
import { Effect } from "effect"
import { documentedBudget } from "./http/Budget.ts"
import { makeExchange } from "./http/Exchange.ts"
import { pcoEntityManifest } from "./PcoEntityManifest.ts"
import { type PcoOptions, settingsOf } from "./PcoOptions.ts"
import { makeSession } from "./PcoSession.ts"
import { versionWatch } from "./VersionWatch.ts"
import { makeProbe } from "./Probe.ts"
import { makeRefresh } from "./TokenRefresh.ts"
import { makeWebhooks } from "./webhooks/Webhooks.ts"

/**
 * Planning Center as an adapter, over the `HttpClient` in scope. Each of its operations is one HTTP request to the
 * configured origin; permits, retries and the storage of refreshed credentials are the caller's. The client must follow no
 * redirect, and limits the time of an exchange: what it gives up is a timeout when its cause is named `TimeoutError`.
 *
 * @see https://developer.planning.center/docs/#/overview
 */
export const pcoAdapter = (
  options: PcoOptions = {}
): Effect.Effect<Adapter<CanonicalRecord>, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client) => {
    const settings = settingsOf(options)
    const exchange = makeExchange(client, settings)
    const watch = versionWatch()
    return {
      name: "pco",
      manifest: pcoEntityManifest,
      defaults: { budget: documentedBudget },
      probe: makeProbe(exchange, settings.baseUrl),
      refresh: makeRefresh(exchange, settings),
      session: (session) => makeSession(exchange, settings.baseUrl, watch, session),
      webhooks: makeWebhooks(exchange, settings.baseUrl)
    }
  })
