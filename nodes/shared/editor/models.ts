import { DEFAULT_MODEL_OPTIONS } from "../../../core/values/options";
import type { ModelProperties } from "../contract";

/** Models that the package brings, as `builtin:` names. */
export const BUILTIN_MODELS = ["builtin:efficientnet-lite0", "builtin:efficientnet-lite0-int8"] as const;

/** Properties of the vision-model with this id, saved or not yet; the built-in model if there is none. */
export function modelOf(id: string): ModelProperties {
  const node = RED.nodes.node(id) as unknown as Record<string, unknown> | null;
  if (!node) return { model: DEFAULT_MODEL_OPTIONS.model };
  const properties = Object.keys((node["_def"] as { defaults: object }).defaults);
  return Object.fromEntries(properties.map((name) => [name, node[name] as string]));
}
