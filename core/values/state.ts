import type { ErrorCode, ErrorParams } from "./errors";
import type { BackendName } from "./prediction";

/**
 * What a part is doing. Objects publish states; only nodes/shared/status.ts turns them into words.
 */
export type State =
  | { readonly kind: "idle"; readonly reason: "stopped" | "waiting" | "step" | "done" }
  | { readonly kind: "running"; readonly fps: number; readonly age?: number }
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "watching"; readonly seen: number }
  | { readonly kind: "geometry"; readonly width: number; readonly height: number; readonly mode: string }
  | { readonly kind: "loading"; readonly what: "model" }
  | { readonly kind: "ready"; readonly backend: BackendName }
  | {
      readonly kind: "answer";
      readonly label: string;
      /** 0–1, or a raw logit. */
      readonly score: number;
      readonly backend: BackendName;
      readonly raw?: boolean;
    }
  | { readonly kind: "latency"; readonly median: number; readonly fps: number }
  | { readonly kind: "warmup"; readonly done: number; readonly total: number }
  | { readonly kind: "waiting"; readonly what: "timings" }
  | { readonly kind: "error"; readonly code: ErrorCode; readonly params?: ErrorParams };
