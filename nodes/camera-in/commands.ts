/** What a message asks of a camera. */
export type Command = "start" | "stop" | "step";

/** The command in a payload: `start`, `stop`, `true`, `false`, `{start: true}` and so on; else one step. */
export function commandOf(payload: unknown): Command {
  if (payload === true || payload === "start") return "start";
  if (payload === false || payload === "stop") return "stop";
  if (typeof payload === "object" && payload !== null) {
    const { start, stop } = payload as { start?: unknown; stop?: unknown };
    if (start === true) return "start";
    if (stop === true) return "stop";
  }
  return "step";
}
