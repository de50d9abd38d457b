import { type Failure, ROUTE } from "../contract";

/** Codes of our own for what never reached our routes. */
export const OFFLINE = "OFFLINE";
export const FORBIDDEN = "FORBIDDEN";

function failureOf(request: JQuery.jqXHR): Failure {
  if (request.status === 401 || request.status === 403) return { code: FORBIDDEN, message: "" };
  const { code, message } = (request.responseJSON ?? {}) as Partial<Failure>;
  return code ? { code, message: message ?? "" } : { code: OFFLINE, message: "" };
}

/**
 * Asks one of our admin routes; rejects with a {@link Failure}. jQuery, since the editor adds its
 * access token to jQuery's requests and to nothing else.
 */
export function ask<T>(path: string, body?: object): Promise<T> {
  return new Promise((resolve, reject) => {
    $.ajax({
      url: `${ROUTE}/${path}`,
      dataType: "json",
      ...(body ? { method: "POST", contentType: "application/json", data: JSON.stringify(body) } : {}),
    }).then(
      (answer: T) => resolve(answer),
      (request: JQuery.jqXHR) => reject(failureOf(request)),
    );
  });
}

/** Time after which a form says that it is still reading, in ms. */
const PATIENCE_MS = 300;

/**
 * Asks one thing at a time: while one answer is on its way, only the newest further question waits.
 * Answers of closed forms and of replaced questions are dropped.
 */
export class Asker {
  #busy = false;
  #waiting: (() => void) | undefined;
  #closed = false;
  #slow: number | undefined;

  /**
   * `ask`s; then `answer` or `failure` is called, unless a newer question came or the form was closed.
   * `waiting` is called before if that takes longer than {@link PATIENCE_MS}.
   */
  run<T>(
    path: string,
    body: () => object,
    handlers: { waiting(): void; answer(answer: T): void; failure(failure: Failure): void },
  ): void {
    if (this.#closed) return;
    if (this.#busy) {
      this.#waiting = () => this.run(path, body, handlers);
      return;
    }
    this.#busy = true;
    this.#slow = window.setTimeout(handlers.waiting, PATIENCE_MS);
    const settle = (show: () => void): void => {
      window.clearTimeout(this.#slow);
      this.#busy = false;
      const next = this.#waiting;
      this.#waiting = undefined;
      if (this.#closed) return;
      if (next) next();
      else show();
    };
    ask<T>(path, body()).then(
      (answer) => settle(() => handlers.answer(answer)),
      (failure: Failure) => settle(() => handlers.failure(failure)),
    );
  }

  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#slow);
    this.#waiting = undefined;
  }
}
