import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { NotFound } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { Graph, GraphFormat } from "../Graph.ts"
import { AdapterName } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"

// The platform documents one content type a status, so the answer in both is described here.
const answer = {
  description: "The graph in the format asked for",
  content: {
    "application/json": { schema: { $ref: "#/components/schemas/Graph" } },
    "text/plain": { schema: { type: "string" } }
  }
}

const graph = HttpApiEndpoint.get("graph", "/v1/adapters/:adapter/graph")
  .setPath(Schema.Struct({ adapter: AdapterName }))
  .setUrlParams(Schema.Struct({ format: Schema.optionalWith(GraphFormat, { exact: true }) }))
  .addSuccess(Graph)
  .addSuccess(HttpApiSchema.Text({ contentType: "text/plain" }))
  .annotate(RequiredScope, "read")
  .annotateContext(
    OpenApi.annotations({
      summary: "Draw an adapter's dependency graph",
      description: "JSON unless asked otherwise, or the text of a Mermaid or Graphviz drawing.",
      transform: (operation) => ({ ...operation, responses: { ...operation.responses, "200": answer } })
    })
  )

/** What the adapters know. */
export const AdaptersApi = HttpApiGroup.make("adapters")
  .add(graph)
  .addError(NotFound)
  .middleware(HttpApiKey)
  .annotateContext(OpenApi.annotations({ title: "Adapters", description: "What the adapters know" }))
