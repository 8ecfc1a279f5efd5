import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { Cluster } from "../Cluster.ts"
import { RequiredScope } from "../KeyScope.ts"

const get = HttpApiEndpoint.get("get", "/v1/cluster")
  .addSuccess(Cluster)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "Look at the nodes and their shards" }))

/** The nodes that share the work. */
export const ClusterApi = HttpApiGroup.make("cluster")
  .add(get)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(OpenApi.annotations({ title: "Cluster", description: "The nodes that share the work" }))
