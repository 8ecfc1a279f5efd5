import { Record } from "effect"

type Node = { readonly [key: string]: unknown }

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const mapNode = (value: unknown, f: (child: unknown) => unknown): unknown =>
  isNode(value) ? Record.map(value, f) : value

const invalidRequest = {
  description: "The request does not have the expected form; each fault is listed with its path",
  content: { "application/json": { schema: { $ref: "#/components/schemas/InvalidRequest" } } }
}

const hasParameters = (operation: Node): boolean =>
  Array.isArray(operation.parameters) && operation.parameters.length > 0

const withFittingResponses = (operation: unknown): unknown => {
  if (!isNode(operation) || !isNode(operation.responses)) return operation
  const { "400": _, "413": tooLarge, ...others } = operation.responses
  const hasBody = operation.requestBody !== undefined
  return {
    ...operation,
    responses: {
      ...others,
      ...(hasBody || hasParameters(operation) ? { "400": invalidRequest } : {}),
      ...(hasBody ? { "413": tooLarge } : {})
    }
  }
}

/**
 * An OpenAPI document in which an operation has only the errors it can have: 400 when it has parameters or a body, 413 when it
 * has a body, and never the platform's own decode error, which the engine answers as `InvalidRequest`.
 */
export const withFittingErrors = (document: Node): Node => {
  const components = isNode(document.components) ? document.components : {}
  const {
    HttpApiDecodeError: _,
    Issue: __,
    PropertyKey: ___,
    ...schemas
  } = isNode(components.schemas) ? components.schemas : {}
  return {
    ...document,
    paths: mapNode(document.paths, (path) => mapNode(path, withFittingResponses)),
    components: { ...components, schemas }
  }
}
