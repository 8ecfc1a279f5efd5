import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { Conflict, NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { HeldDeletion, HeldDeletionId, HeldDeletions, RejectHeldDeletionRequest } from "../HeldDeletion.ts"
import { OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"

const ofHeldDeletion = Schema.Struct({ orgId: OrgId, heldDeletionId: HeldDeletionId })

const list = HttpApiEndpoint.get("list", "/v1/orgs/:orgId/held-deletions")
  .setPath(Schema.Struct({ orgId: OrgId }))
  .addSuccess(HeldDeletions)
  .annotate(RequiredScope, "read")
  .annotateContext(
    OpenApi.annotations({
      summary: "List held deletions, newest first",
      description: "The latest 200, decided ones among them."
    })
  )

const approve = HttpApiEndpoint.post("approve", "/v1/orgs/:orgId/held-deletions/:heldDeletionId/approve")
  .setPath(ofHeldDeletion)
  .addSuccess(HeldDeletion)
  .addError(Conflict)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Approve held deletions",
      description: "They are carried out soon after."
    })
  )

const reject = HttpApiEndpoint.post("reject", "/v1/orgs/:orgId/held-deletions/:heldDeletionId/reject")
  .setPath(ofHeldDeletion)
  .setPayload(RejectHeldDeletionRequest)
  .addSuccess(HeldDeletion)
  .addError(Conflict)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Reject held deletions",
      description: "The records stay, and are not held again as long as no others are missing."
    })
  )

/** Deletions that wait for a person. */
export const HeldDeletionsApi = HttpApiGroup.make("heldDeletions")
  .add(list)
  .add(approve)
  .add(reject)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(
    OpenApi.annotations({ title: "Held deletions", description: "Deletions that wait for a person" })
  )
