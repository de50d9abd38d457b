import type { ErrorCode } from "../values/errors";
import { VisionError } from "../values/errors";
import type { Session } from "./session";

/** One way to run a model. */
export interface Candidate {
  readonly name: string;
  open(): Promise<Session>;
}

/** "Not here, or not this model": the only failures after which the next candidate is tried. */
const MOVE_ON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ORT_MISSING",
  "ORT_UNSUPPORTED",
  "BACKEND_UNAVAILABLE",
  "MODEL_OPERATOR",
]);

/**
 * Opens the first candidate that can run the model. A candidate that is not available, or lacks one
 * of the model's operators, is passed over; any other failure is thrown at once. If none can, the first
 * one's error is thrown, with what the others said added to its `detail`.
 */
export async function openFirst(candidates: readonly Candidate[]): Promise<Session> {
  const failures: VisionError[] = [];
  for (const { name, open } of candidates) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof VisionError) || !MOVE_ON.has(error.code)) throw error;
      const { detail = error.text } = error.params;
      failures.push(
        failures.length
          ? new VisionError(error.code, { ...error.params, detail: `${name}: ${detail}` })
          : error,
      );
    }
  }
  const [first, ...others] = failures;
  if (!first) throw new VisionError("BACKEND_UNAVAILABLE", { backend: "auto", detail: "there is none" });
  if (!others.length) throw first;
  const detail = [first.params["detail"], ...others.map(({ params }) => params["detail"])].join("; ");
  throw new VisionError(first.code, { ...first.params, detail }, { cause: first });
}
