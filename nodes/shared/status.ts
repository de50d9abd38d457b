import type { Node, NodeAPI, NodeStatus } from "node-red";
import { STATUS_COLUMNS, STATUS_INTERVAL_MS } from "../../core/values/limits";
import type { State } from "../../core/values/state";

/** Columns of a text; East Asian wide characters count 2. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text)
    count +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1;
  return count;
}

/** `text` cut to `width` columns, with `…` where something is missing. */
export function cut(text: string, width: number): string {
  if (columns(text) <= width) return text;
  const characters = [...text];
  while (characters.length && columns(characters.join("")) > width - 1) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

type Translate = (key: string, params?: Record<string, string | number>) => string;

/** "espresso 96 % · ORT"; too long: without the backend, then with a cut label, never a cut number. */
function answer(state: Extract<State, { kind: "answer" }>, _: Translate): string {
  const { label, score, raw, backend } = state;
  const number = raw ? score.toFixed(1) : `${Math.round(score * 100)} %`;
  if (!label) return _("status.ready", { backend: _(`backend.${backend}`) });
  const whole = _("status.answer", { label, score: number, backend: _(`backend.${backend}`) });
  if (columns(whole) <= STATUS_COLUMNS) return whole;
  return `${cut(label, STATUS_COLUMNS - columns(number) - 1)} ${number}`;
}

/** One decimal as long as there is room for it. */
function rate(value: number): string {
  return value.toFixed(value < 99.95 ? 1 : 0);
}

function size({ width, height }: { width: number; height: number }): string {
  return width === height ? `${width}²` : `${width}×${height}`;
}

function words(state: State, _: Translate): string {
  switch (state.kind) {
    case "idle":
      return _(`status.idle.${state.reason}`);
    case "running":
      return state.age === undefined
        ? _("status.running", { fps: rate(state.fps) })
        : _("status.runningAge", { fps: rate(state.fps), age: Math.round(state.age) });
    case "progress":
      return _("status.progress", { done: state.done, total: state.total });
    case "watching":
      return _("status.watching", { seen: state.seen });
    case "geometry":
      return _(`status.geometry.${state.mode}`, { size: size(state) });
    case "loading":
      return _("status.loading");
    case "ready":
      return _("status.ready", { backend: _(`backend.${state.backend}`) });
    case "answer":
      return answer(state, _);
    case "latency":
      return _("status.latency", { median: rate(state.median), fps: Math.round(state.fps) });
    case "warmup":
      return _("status.warmup", { done: state.done, total: state.total });
    case "waiting":
      return _("status.noTimings");
    case "error":
      return _(`status.error.${state.code}`);
  }
}

/** Colour never alone: a fault and a waiting node are rings; TensorRT is a dot, ONNX Runtime a ring. */
function look(state: State): Pick<NodeStatus, "fill" | "shape"> {
  switch (state.kind) {
    case "error":
      return { fill: "red", shape: "ring" };
    case "idle":
    case "waiting":
      return { fill: "grey", shape: "ring" };
    case "loading":
    case "warmup":
      return { fill: "blue", shape: "ring" };
    case "ready":
    case "answer":
      return state.backend === "tensorrt" ? { fill: "green", shape: "dot" } : { fill: "blue", shape: "ring" };
    default:
      return { fill: "green", shape: "dot" };
  }
}

/** Shows states under a node, at most two changes a second; the newest is never lost. */
export class Status {
  readonly #node: Node;
  readonly #translate: Translate;
  #shown = "";
  #next: State | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(RED: NodeAPI, node: Node) {
    this.#node = node;
    this.#translate = (key, params) => RED._(key, params as Record<string, string>);
  }

  show(state: State): void {
    if (this.#closed) return;
    this.#next = state;
    if (!this.#timer) this.#flush();
  }

  /** Ends the timer; nothing is shown afterwards. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    const state = this.#next;
    if (!state || this.#closed) return;
    this.#next = undefined;
    const status = { ...look(state), text: cut(words(state, this.#translate), STATUS_COLUMNS) };
    const shown = JSON.stringify(status);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#node.status(status);
    this.#timer = setTimeout(() => this.#flush(), STATUS_INTERVAL_MS);
    this.#timer.unref();
  }
}
