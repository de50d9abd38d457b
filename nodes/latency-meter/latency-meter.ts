import type { Node, NodeAPI, NodeDef } from "node-red";
import { now } from "../../core/clock";
import { hasFigures } from "../../core/latency/case";
import { LatencyTable } from "../../core/latency/latency-table";
import { compare } from "../../core/latency/table";
import type { InferenceInfo } from "../../core/values/prediction";
import { readConfig } from "../shared/config";
import { type Message, onInput } from "../shared/on-input";
import { startNode } from "../shared/start";
import { properties } from "./config";

/** The name of a case that nobody named. */
function automatic(inference: Partial<InferenceInfo> | undefined): string {
  if (!inference?.model) return "–";
  return inference.precision ? `${inference.model} ${inference.precision}` : inference.model;
}

export = (RED: NodeAPI): void => {
  function LatencyMeter(this: Node, definition: NodeDef): void {
    startNode(RED, this, definition, (status, raw) => {
      const config = readConfig(properties, raw);
      const { window, warmup, after } = config;
      const table = new LatencyTable({ window, warmup, after });
      let finished = false;

      const nameOf = (msg: Message): string => {
        const inference = msg["inference"] as Partial<InferenceInfo> | undefined;
        if (config.caseType === "auto") return automatic(inference);
        const value = RED.util.evaluateNodeProperty(config.case, config.caseType, this, msg);
        return value === undefined || value === "" ? automatic(inference) : String(value);
      };

      const show = (name: string): void => {
        const glance = table.glance(name);
        if (glance?.count && glance.median !== null) {
          status.show({ kind: "latency", median: glance.median, fps: glance.fps ?? 0 });
        } else if (glance) status.show({ kind: "warmup", done: glance.warmed, total: warmup });
      };

      status.show({ kind: "waiting", what: "timings" });
      onInput(RED, this, status, ({ msg, send, finish }) => {
        if (msg["reset"]) {
          table.reset();
          finished = false;
          status.show({ kind: "waiting", what: "timings" });
          finish();
          return;
        }
        const { timings } = msg;
        if (!hasFigures(timings)) {
          send([msg, null]);
          finish();
          return;
        }
        const name = nameOf(msg);
        const drops = (msg["inference"] as Partial<InferenceInfo> | undefined)?.dropped ?? 0;
        let failure: unknown;
        try {
          table.add(name, timings, { drops, at: now() });
        } catch (error) {
          failure = error;
        }
        show(name);
        send([msg, null]);
        if (!finished && table.complete) {
          finished = true;
          send([null, { payload: compare(table.reports()), topic: config.name }]);
        }
        finish(failure);
      });
    });
  }

  RED.nodes.registerType("latency-meter", LatencyMeter);
};
