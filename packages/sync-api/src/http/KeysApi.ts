import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { CreatedKey, CreateKeyRequest, Key, KeyId, Keys } from "../Key.ts"
import { RequiredScope } from "../KeyScope.ts"

const list = HttpApiEndpoint.get("list", "/v1/keys")
  .addSuccess(Keys)
  .annotate(RequiredScope, "admin")
  .annotateContext(OpenApi.annotations({ summary: "List the keys, newest first" }))

const create = HttpApiEndpoint.post("create", "/v1/keys")
  .setPayload(CreateKeyRequest)
  .addSuccess(CreatedKey)
  .annotate(RequiredScope, "admin")
  .annotateContext(
    OpenApi.annotations({
      summary: "Make a key",
      description: "The answer is the only place where the key itself is ever told."
    })
  )

const revoke = HttpApiEndpoint.post("revoke", "/v1/keys/:keyId/revoke")
  .setPath(Schema.Struct({ keyId: KeyId }))
  .addSuccess(Key)
  .addError(NotFound)
  .annotate(RequiredScope, "admin")
  .annotateContext(
    OpenApi.annotations({
      summary: "Revoke a key",
      description: "Every node refuses it within seconds, with the sessions that it opened. It stays listed."
    })
  )

/** Who may call. The key of a node's environment is none of these. */
export const KeysApi = HttpApiGroup.make("keys")
  .add(list)
  .add(create)
  .add(revoke)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(OpenApi.annotations({ title: "Keys", description: "Who may call, and for what" }))
