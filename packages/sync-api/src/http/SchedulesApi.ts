import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { AdapterName, OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"
import { Schedule, Schedules, UpdateScheduleRequest } from "../Schedule.ts"
import { SyncMode } from "../SyncMode.ts"

const list = HttpApiEndpoint.get("list", "/v1/orgs/:orgId/schedules")
  .setPath(Schema.Struct({ orgId: OrgId }))
  .addSuccess(Schedules)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "List when an organisation is synced by itself" }))

const update = HttpApiEndpoint.patch("update", "/v1/orgs/:orgId/schedules/:adapter/:mode")
  .setPath(Schema.Struct({ orgId: OrgId, adapter: AdapterName, mode: SyncMode }))
  .setPayload(UpdateScheduleRequest)
  .addSuccess(Schedule)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Pause, resume or change a schedule",
      description: "What the body does not mention stays. A mode that is off is switched on by saying when."
    })
  )

/** When organisations are synced by themselves. */
export const SchedulesApi = HttpApiGroup.make("schedules")
  .add(list)
  .add(update)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(
    OpenApi.annotations({ title: "Schedules", description: "When organisations are synced by themselves" })
  )
