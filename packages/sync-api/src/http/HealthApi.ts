import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Live, NotReady, Ready } from "../Health.ts"

const live = HttpApiEndpoint.get("live", "/health/live")
  .addSuccess(Live)
  .annotateContext(OpenApi.annotations({ summary: "Whether the process runs" }))

const ready = HttpApiEndpoint.get("ready", "/health/ready")
  .addSuccess(Ready)
  .addError(NotReady)
  .annotateContext(
    OpenApi.annotations({
      summary: "Whether the node can do its work",
      description: "503 when it cannot. Either way `faults` names each part that is not as it should be."
    })
  )

/** Probes, open to everyone. */
export const HealthApi = HttpApiGroup.make("health")
  .add(live)
  .add(ready)
  .annotateContext(OpenApi.annotations({ title: "Health", description: "Probes; they need no key" }))
