import path from "node:path";
import type { NodeAPI } from "node-red";
import { now } from "../../core/clock";
import { createResolver, type Resolver } from "../../core/files/resolve";
import { openSession, type SessionOptions } from "../../core/inference/open";
import { createRegistry, type Registry } from "../../core/inference/registry";
import { createRealise } from "../../core/preprocess/realise";
import { SharedModel } from "../../core/shared-model";
import { MAX_MEGAPIXELS } from "../../core/values/limits";
import type { ModelOptions } from "../../core/values/options";
import type { PreprocessSpec } from "../../core/values/spec";
import type { Realise } from "../../core/values/tensor";
import { warmUp } from "../../core/warm-up";
import { numberOf } from "./config";

/** What decides which loaded model a node gets. */
export interface SharedOptions extends SessionOptions, Pick<ModelOptions, "inFlight" | "warmup"> {
  /** How the warm-up picture is prepared; no part of what is shared. */
  readonly spec: PreprocessSpec;
}

/** What all our nodes of one Node-RED share. */
export interface Services {
  readonly userDir: string;
  readonly resolver: Resolver;
  readonly realise: Realise;
  readonly models: Registry<SharedOptions, SharedModel>;
}

/** The settings of ours in settings.js. */
interface EdgeVisionSettings {
  readonly folders?: readonly string[];
  readonly maxMegapixels?: number;
}

function projectFolder(RED: NodeAPI, userDir: string): string | undefined {
  const settings = RED.settings as unknown as { get?(key: string): { activeProject?: string } | undefined };
  try {
    const active = settings.get?.("projects")?.activeProject;
    return active ? path.join(userDir, "projects", active) : undefined;
  } catch {
    // Settings are not readable before the storage is up; no project is active then.
    return undefined;
  }
}

function create(RED: NodeAPI): Services {
  const settings = RED.settings as unknown as {
    userDir?: string;
    fileWorkingDirectory?: string;
    edgeVision?: EdgeVisionSettings;
  };
  const userDir = settings.userDir ?? process.cwd();
  const { folders = [], maxMegapixels = MAX_MEGAPIXELS } = settings.edgeVision ?? {};
  const realise = createRealise({
    maxMegapixels: numberOf("edgeVision.maxMegapixels", maxMegapixels, { min: 0.01, max: 1000 }),
  });
  const open = async (options: SharedOptions): Promise<SharedModel> =>
    new SharedModel(
      options.inFlight,
      async () => {
        const session = await openSession(options);
        await warmUp(session, realise, options.spec, options.warmup);
        return session;
      },
      now,
    );
  const keyOf = ({ path, input, output, backend, threads, spin, inFlight }: SharedOptions): string =>
    JSON.stringify([path, input.name, output.name, backend, threads, spin, inFlight]);
  return {
    userDir,
    realise,
    resolver: createResolver({
      bases: {
        workingDirectory: settings.fileWorkingDirectory,
        projectFolder: projectFolder(RED, userDir),
        userDir,
      },
      folders,
    }),
    models: createRegistry(open, keyOf),
  };
}

const byUserDir = new Map<string, Services>();

/** The services of the Node-RED that `RED` belongs to; made at first use. */
export function servicesOf(RED: NodeAPI): Services {
  const { userDir = "" } = RED.settings as { userDir?: string };
  let services = byUserDir.get(userDir);
  if (!services) {
    services = create(RED);
    byUserDir.set(userDir, services);
  }
  return services;
}
