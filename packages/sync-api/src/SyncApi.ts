import { HttpApi, OpenApi } from "@effect/platform"
import { InvalidRequest, PayloadTooLarge, TooManyRequests } from "./ApiErrors.ts"
import { AdaptersApi } from "./http/AdaptersApi.ts"
import { AlertsApi } from "./http/AlertsApi.ts"
import { ClusterApi } from "./http/ClusterApi.ts"
import { ConnectionsApi } from "./http/ConnectionsApi.ts"
import { DeadLettersApi } from "./http/DeadLettersApi.ts"
import { HealthApi } from "./http/HealthApi.ts"
import { HeldDeletionsApi } from "./http/HeldDeletionsApi.ts"
import { KeysApi } from "./http/KeysApi.ts"
import { OrganizationsApi } from "./http/OrganizationsApi.ts"
import { RecordsApi } from "./http/RecordsApi.ts"
import { SchedulesApi } from "./http/SchedulesApi.ts"
import { SessionApi } from "./http/SessionApi.ts"
import { SyncsApi } from "./http/SyncsApi.ts"
import { VerificationsApi } from "./http/VerificationsApi.ts"
import { WebhooksApi } from "./http/WebhooksApi.ts"
import { RunProgress } from "./RunProgress.ts"
import { withFittingErrors } from "./internal/OpenApiDocument.ts"

/** The engine over REST: every path, its schemas and its errors. */
export class SyncApi extends HttpApi.make("SyncApi")
  .add(OrganizationsApi)
  .add(ConnectionsApi)
  .add(SyncsApi)
  .add(SchedulesApi)
  .add(AlertsApi)
  .add(WebhooksApi)
  .add(RecordsApi)
  .add(HeldDeletionsApi)
  .add(DeadLettersApi)
  .add(AdaptersApi)
  .add(VerificationsApi)
  .add(ClusterApi)
  .add(KeysApi)
  .add(SessionApi)
  .add(HealthApi)
  .addError(InvalidRequest)
  .addError(PayloadTooLarge)
  .addError(TooManyRequests)
  .annotate(HttpApi.AdditionalSchemas, [RunProgress])
  .annotateContext(
    OpenApi.annotations({
      title: "OpenFaith Sync Engine",
      version: "1",
      description: "Connects a church's accounts, syncs them into PostgreSQL, and tells how it goes.",
      license: { name: "MIT" },
      transform: withFittingErrors
    })
  ) {}
