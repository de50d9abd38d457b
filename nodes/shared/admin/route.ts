import type { Request, RequestHandler, Response } from "express";
import { asVisionError, type ErrorKind, VisionError } from "../../../core/values/errors";

/** HTTP status of an error, by whose fault it is. */
const STATUS: Readonly<Record<ErrorKind, number>> = { input: 400, busy: 503, setup: 500 };

/** Requests that may be in work at a time; they decode pictures and run models. */
const MAX_RUNNING = 4;

/**
 * A handler that answers with what `answer` gives, as JSON, or with `{code, message}`.
 *
 * @param wording text of an error in the user's language
 */
export function createRoutes(wording: (error: VisionError) => string): {
  route(answer: (request: Request) => Promise<object>): RequestHandler;
} {
  let running = 0;

  async function guarded(request: Request, answer: (request: Request) => Promise<object>): Promise<object> {
    if (running >= MAX_RUNNING) throw new VisionError("QUEUE_FULL", { limit: MAX_RUNNING });
    running++;
    try {
      return await answer(request);
    } finally {
      running--;
    }
  }

  function fail(response: Response, thrown: unknown): void {
    const error = asVisionError(thrown);
    response.status(STATUS[error.kind]).json({ code: error.code, message: wording(error) });
  }

  return {
    route: (answer) => (request, response) => {
      guarded(request, answer).then(
        (result) => response.json(result),
        (error: unknown) => fail(response, error),
      );
    },
  };
}
