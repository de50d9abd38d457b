import type { NodeAPI } from "node-red";
import { listPhotos } from "../../../core/files/photos";
import type { VisionError } from "../../../core/values/errors";
import { ROUTE } from "../contract";
import { bodyOf, propertiesOf } from "./body";
import { preview } from "./preview";
import { createRoutes } from "./route";
import type { AdminServices } from "./services";
import { tryModel } from "./try";

/** Who may look at pictures and models through the editor. */
export const PERMISSION = "edge-vision.read";

/**
 * Adds the routes that the forms ask: `GET photos`, `POST describe`, `POST preview`, `POST try`, all
 * below {@link ROUTE} and behind {@link PERMISSION}. To be called once for each Node-RED.
 *
 * @param wording text of an error in the user's language
 */
export function registerAdminRoutes(
  RED: NodeAPI,
  services: AdminServices,
  wording: (error: VisionError) => string,
): void {
  const { route } = createRoutes(wording);
  const allowed = RED.auth.needsPermission(PERMISSION);
  const { httpAdmin } = RED;
  const photos = async (): Promise<object> => ({ photos: await listPhotos() });
  httpAdmin.get(`/${ROUTE}/photos`, allowed, route(photos));
  httpAdmin.post(
    `/${ROUTE}/describe`,
    allowed,
    route(({ body }) => services.describe(propertiesOf(bodyOf(body)["model"], "model"))),
  );
  httpAdmin.post(
    `/${ROUTE}/preview`,
    allowed,
    route(({ body }) => preview(services, body, wording)),
  );
  httpAdmin.post(
    `/${ROUTE}/try`,
    allowed,
    route(({ body }) => tryModel(services, body)),
  );
}
