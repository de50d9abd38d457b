import type { Node, NodeAPI, NodeDef } from "node-red";
import { now } from "../../core/clock";
import { encodeJpeg } from "../../core/display/jpeg";
import { createSource } from "../../core/sources";
import type { Frame } from "../../core/values/frame";
import { withTables } from "../../core/values/jpeg";
import type { SourceOptions } from "../../core/values/options";
import { PRESETS } from "../../core/values/presets";
import { ImageTensor } from "../../core/values/tensor";
import { readConfig } from "../shared/config";
import { type Job, onInput, report } from "../shared/on-input";
import { servicesOf } from "../shared/services";
import { startNode } from "../shared/start";
import { Camera } from "./camera";
import { commandOf } from "./commands";
import { properties } from "./config";

export = (RED: NodeAPI): void => {
  function CameraIn(this: Node, definition: NodeDef): void {
    startNode(RED, this, definition, (status, raw) => {
      const config = readConfig(properties, raw);
      const { resolver, realise } = servicesOf(RED);
      const name = config.name || this.id;
      const fromMessage = config.pathType === "msg";
      const needsPath = ["file", "folder", "video"].includes(config.kind);

      const place = async (job: Job | undefined): Promise<{ path: string; base: string }> => {
        if (!needsPath) return { path: "", base: "" };
        if (!fromMessage) {
          return resolver.resolve(
            String(RED.util.evaluateNodeProperty(config.path, config.pathType, this, {})),
          );
        }
        return resolver.resolveFromMessage(job && RED.util.getMessageProperty(job.msg, config.path));
      };

      const source = async (job: Job | undefined) => {
        const { path, base } = await place(job);
        const options: SourceOptions = { ...config, path };
        const photos = (await resolver.resolve("builtin:photos")).path;
        return createSource(options, { name, now, photos, base });
      };

      const jpeg = async (frame: Frame): Promise<Buffer> => {
        if (frame.format === "jpeg" && frame.orientation === 1) {
          const { buffer, byteOffset, length } = withTables(frame.data);
          return Buffer.from(buffer, byteOffset, length);
        }
        const spec = { ...PRESETS.uint8, resize: "none" as const };
        const { data, plan } = await new ImageTensor(frame, spec, realise).pixels();
        return encodeJpeg(data, plan.output);
      };

      const deliver = async (frame: Frame, job: Job | undefined): Promise<void> => {
        const timings = { age: now() - frame.capturedAt };
        const payload = config.output === "jpeg" ? await jpeg(frame) : frame;
        const msg = { ...job?.msg, payload, topic: config.name, timings };
        if (job) job.send(msg);
        else this.send(msg);
      };

      const camera = new Camera({
        pace: config.pace,
        interval: config.interval,
        source,
        deliver,
        fault: (error) => {
          const { file } = error.params;
          report(RED, this, status, error, { topic: config.name, ...(file !== undefined && { file }) });
        },
        show: (state) => status.show(state),
      });

      onInput(RED, this, status, async (job) => {
        const command = commandOf(job.msg.payload);
        if (command !== "stop" && fromMessage && needsPath) {
          camera.play(job);
        } else if (command === "step") {
          camera.step(job);
        } else {
          if (command === "stop") await camera.stop();
          else camera.start();
          job.finish();
        }
      });
      this.on("close", (done: () => void) => {
        void camera.close().finally(done);
      });

      status.show({ kind: "idle", reason: config.pace === "message" ? "step" : "waiting" });
      // Wires are there only after all nodes of the flow were made.
      if (config.start === "deploy" && config.pace !== "message" && !(fromMessage && needsPath)) {
        setImmediate(() => camera.start());
      }
    });
  }

  RED.nodes.registerType("camera-in", CameraIn);
};
