import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { Conflict, NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { OrgId, RunId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"
import { Run, StartSyncRequest, SyncStarted } from "../Run.ts"
import { ListRunsQuery, RunPage } from "../RunPage.ts"
import { accepted } from "../internal/Accepted.ts"

const ofOrganization = Schema.Struct({ orgId: OrgId })
const ofRun = Schema.Struct({ orgId: OrgId, runId: RunId })

const start = HttpApiEndpoint.post("start", "/v1/orgs/:orgId/syncs")
  .setPath(ofOrganization)
  .setPayload(StartSyncRequest)
  .addSuccess(accepted(SyncStarted, "SyncStarted"))
  .addError(Conflict)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Start a sync",
      description: "Queues a run, or joins the one already alive for the same organisation, adapter and mode."
    })
  )

const list = HttpApiEndpoint.get("list", "/v1/orgs/:orgId/syncs")
  .setPath(ofOrganization)
  .setUrlParams(ListRunsQuery)
  .addSuccess(RunPage)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "List runs, newest first" }))

const get = HttpApiEndpoint.get("get", "/v1/orgs/:orgId/syncs/:runId")
  .setPath(ofRun)
  .addSuccess(Run)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "Look at a run" }))

const cancel = HttpApiEndpoint.post("cancel", "/v1/orgs/:orgId/syncs/:runId/cancel")
  .setPath(ofRun)
  .addSuccess(accepted(Run, "Run"))
  .addError(Conflict)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Cancel a run",
      description: "A queued run is cancelled at once, a running one within a page; what is written stays."
    })
  )

const watch = HttpApiEndpoint.get("watch", "/v1/orgs/:orgId/syncs/:runId/events")
  .setPath(ofRun)
  .addSuccess(
    HttpApiSchema.Text({ contentType: "text/event-stream" }).annotations({
      description:
        "Server-sent events named `progress`, then one named `finished`; their data is a RunProgress"
    })
  )
  .annotate(RequiredScope, "read")
  .annotateContext(
    OpenApi.annotations({
      summary: "Watch a run",
      description: "Server-sent events, the first at once and one a change, until the run has finished."
    })
  )

/** Runs: starting, looking, watching, cancelling. */
export const SyncsApi = HttpApiGroup.make("syncs")
  .add(start)
  .add(list)
  .add(get)
  .add(cancel)
  .add(watch)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(OpenApi.annotations({ title: "Syncs", description: "Runs and their progress" }))
