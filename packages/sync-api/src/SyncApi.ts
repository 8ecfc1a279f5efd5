import { HttpApi, OpenApi } from "@effect/platform"
import { InvalidRequest, PayloadTooLarge } from "./ApiErrors.ts"
import { AdaptersApi } from "./http/AdaptersApi.ts"
import { ConnectionsApi } from "./http/ConnectionsApi.ts"
import { HealthApi } from "./http/HealthApi.ts"
import { OrganizationsApi } from "./http/OrganizationsApi.ts"
import { SyncsApi } from "./http/SyncsApi.ts"
import { RunProgress } from "./RunProgress.ts"
import { withFittingErrors } from "./internal/OpenApiDocument.ts"

/** The engine over REST: every path, its schemas and its errors. */
export class SyncApi extends HttpApi.make("SyncApi")
  .add(OrganizationsApi)
  .add(ConnectionsApi)
  .add(SyncsApi)
  .add(AdaptersApi)
  .add(HealthApi)
  .addError(InvalidRequest)
  .addError(PayloadTooLarge)
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
