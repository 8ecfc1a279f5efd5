import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet"
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler"
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy"
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget"
import { ConfigMap } from "kubernetes-models/v1/ConfigMap"
import { Namespace } from "kubernetes-models/v1/Namespace"
import { Secret } from "kubernetes-models/v1/Secret"
import { Service } from "kubernetes-models/v1/Service"

const models = {
  "apps/v1 StatefulSet": StatefulSet,
  "autoscaling/v2 HorizontalPodAutoscaler": HorizontalPodAutoscaler,
  "networking.k8s.io/v1 NetworkPolicy": NetworkPolicy,
  "policy/v1 PodDisruptionBudget": PodDisruptionBudget,
  "v1 ConfigMap": ConfigMap,
  "v1 Namespace": Namespace,
  "v1 Secret": Secret,
  "v1 Service": Service
}

/** A copy of a value that keeps in mind which of its properties were read. */
const watched = (
  value: unknown
): { readonly copy: unknown; readonly unread: () => ReadonlyArray<string> } => {
  if (typeof value !== "object" || value === null) return { copy: value, unread: () => [] }
  const children = Object.entries(value).map(([key, child]) => [key, watched(child)] as const)
  const read = new Set<string | symbol>()
  const copies = children.map(([key, { copy }]) => [key, copy] as const)
  const target = Array.isArray(value) ? copies.map(([, copy]) => copy) : Object.fromEntries(copies)
  return {
    copy: new Proxy(target, {
      get: (of, key) => {
        read.add(key)
        return Reflect.get(of, key)
      }
    }),
    unread: () =>
      children.flatMap(([key, { unread }]) =>
        read.has(key) ? unread().map((path) => `/${key}${path}`) : [`/${key}`]
      )
  }
}

/** What is wrong with a manifest: values that its schema refuses, and properties that its schema does not know. */
export const faultsOf = (manifest: { readonly apiVersion: string; readonly kind: string }) => {
  const model = Object.entries(models).find(([name]) => name === `${manifest.apiVersion} ${manifest.kind}`)
  if (model === undefined) return [`no model of ${manifest.apiVersion} ${manifest.kind}`]
  const { copy, unread } = watched(manifest)
  try {
    Reflect.apply(model[1].prototype.validate, copy, [])
  } catch (error) {
    return [String(error)]
  }
  // The schemas let unknown properties pass, without a look at them: a misspelt one is never read.
  return unread().map((path) => `unknown: ${path}`)
}
