import type { Node, NodeAPI, NodeDef } from "node-red";
import { asVisionError } from "../../core/values/errors";
import { registerAdminRoutes } from "../shared/admin";
import { createAdminServices } from "../shared/admin-services";
import { createVisionModel, type VisionModel } from "../shared/vision-model";
import { textOf, worded } from "../shared/wording";

/** The config node as other nodes find it. */
export interface VisionModelNode extends Node {
  readonly model: VisionModel;
}

export = (RED: NodeAPI): void => {
  registerAdminRoutes(RED, createAdminServices(RED), (error) => textOf(RED, error));

  function VisionModelConstructor(this: Node & { model: VisionModel }, definition: NodeDef): void {
    RED.nodes.createNode(this, definition);
    this.model = createVisionModel(RED, definition as unknown as Record<string, unknown>);
    this.model.describe().then(
      ({ warnings }) => {
        for (const warning of warnings) this.warn(textOf(RED, warning));
      },
      (error: unknown) => this.log(worded(RED, asVisionError(error)).toString()),
    );
    this.on("close", (done: () => void) => {
      void this.model.close().finally(done);
    });
  }

  RED.nodes.registerType("vision-model", VisionModelConstructor);
};
