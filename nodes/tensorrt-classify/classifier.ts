import { now } from "../../core/clock";
import type { Session } from "../../core/inference/session";
import { createRanker, type Ranker, type RankOverrides } from "../../core/predictions/ranker";
import type { Work } from "../../core/shared-model";
import { asVisionError, VisionError } from "../../core/values/errors";
import { Frame } from "../../core/values/frame";
import type { ClassifyOptions } from "../../core/values/options";
import type { InferenceInfo, Prediction } from "../../core/values/prediction";
import type { State } from "../../core/values/state";
import { ImageTensor, modelInput, type Realise } from "../../core/values/tensor";
import type { Timings } from "../../core/values/timings";
import type { Job } from "../shared/on-input";
import {
  failedPicture,
  hold,
  isFailed,
  isLive,
  type Picture,
  takeElement,
  takePicture,
} from "../shared/picture";
import type { ReadyModel } from "../shared/vision-model";

/** What a classifier is told by its node. */
export interface Wiring {
  readonly id: string;
  readonly name: string;
  readonly keepFrame: boolean;
  readonly options: ClassifyOptions;
  readonly realise: Realise;
  ready(): Promise<ReadyModel>;
  show(state: State): void;
  warn(warning: VisionError): void;
  /** An error's text in the user's language. */
  text(error: VisionError): string;
}

/** One message with its picture, waiting or in work. */
interface Task extends Work {
  readonly job: Job;
  readonly source: string;
  end(error?: unknown): void;
}

/** Results of one message, and the first error among an array's pictures. */
interface Answer {
  readonly payload: unknown;
  readonly timings: Timings;
  readonly guessed: boolean;
  readonly error?: VisionError;
}

/** Sends the pictures of messages through a model and their predictions on. */
export class Classifier {
  readonly #wiring: Wiring;
  /** Frames lost since the last result, by source. */
  readonly #dropped = new Map<string, number>();
  readonly #rankers = new WeakMap<ReadyModel, Ranker>();
  #withdraw: () => Task[] = () => [];

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  /** Loads the model, so that the first picture need not wait for it. */
  async open(): Promise<void> {
    const model = await this.#wiring.ready();
    const { info } = await model.shared.session();
    this.#ranker(model);
    this.#wiring.show({ kind: "ready", backend: info.backend });
  }

  /** Queues a message's picture or pictures. Throws `INPUT_*`, `QUEUE_FULL` and what loading throws. */
  async take(job: Job, payload: unknown, overrides: RankOverrides): Promise<void> {
    const { id } = this.#wiring;
    const content = takePicture(payload, "tensorrt-classify");
    const release = Array.isArray(content) ? () => {} : hold(content as Picture);
    let model: ReadyModel;
    try {
      model = await this.#wiring.ready();
    } catch (error) {
      release();
      throw error;
    }
    const { lanes } = model.shared;
    this.#withdraw = () => lanes.withdraw(({ owner }) => owner === id) as Task[];
    const live = !Array.isArray(content) && isLive(content as Picture) && !job.msg["res"];
    const frame = frameOf(content);
    const queuedAt = now();
    const task: Task = {
      owner: id,
      job,
      source: frame?.source ?? "",
      end: (error) => {
        release();
        job.finish(error);
      },
      run: async () => {
        try {
          await this.#work(job, content, model, overrides, queuedAt);
          task.end();
        } catch (error) {
          task.end(error);
        }
      },
    };
    const via = content instanceof ImageTensor ? content.via : "";
    const lane = live ? `${id}|${task.source}|${via}` : id;
    try {
      const replaced = lanes.submit(task, lane, live) as Task | undefined;
      if (replaced) this.#drop(replaced);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Ends everything that waits. */
  close(): void {
    for (const task of this.#withdraw()) task.end(new VisionError("SESSION_CLOSED"));
  }

  #drop(task: Task): void {
    const { source, job } = task;
    this.#dropped.set(source, (this.#dropped.get(source) ?? 0) + 1);
    job.msg["dropped"] = { by: this.#wiring.name || this.#wiring.id, reason: "newer frame" };
    task.end();
  }

  #ranker(model: ReadyModel): Ranker {
    let ranker = this.#rankers.get(model);
    if (!ranker) {
      const { labels, output } = model.description;
      ranker = createRanker(this.#wiring.options, labels, output.classes, output.activation);
      this.#rankers.set(model, ranker);
      for (const warning of ranker.warnings) this.#wiring.warn(warning);
    }
    return ranker;
  }

  async #work(
    job: Job,
    content: Picture | readonly unknown[],
    model: ReadyModel,
    overrides: RankOverrides,
    queuedAt: number,
  ): Promise<void> {
    const startedAt = now();
    const session = await model.shared.session();
    const answer = Array.isArray(content)
      ? await this.#list(content, model, session, overrides)
      : await this.#one(content as Picture, model, session, overrides);
    const { msg } = job;
    const before = msg["timings"] as Timings | undefined;
    const frame = frameOf(content);
    const handedOver = frame?.capturedAt ? frame.capturedAt + (before?.age ?? 0) : queuedAt;
    const source = frame?.source ?? "";
    const { guessed, name } = model.description;
    const inference: InferenceInfo = {
      model: name,
      backend: session.info.backend,
      precision: session.info.precision,
      dropped: this.#dropped.get(source) ?? 0,
      ...(answer.guessed && guessed.length > 0 && { guessed }),
    };
    this.#dropped.delete(source);
    msg.payload = answer.payload;
    if (this.#wiring.keepFrame && frame) msg["frame"] = frame;
    msg["inference"] = inference;
    msg["timings"] = {
      ...before,
      queue: startedAt - queuedAt,
      ...answer.timings,
      total: now() - handedOver,
    };
    this.#show(answer.payload, inference);
    job.send(msg);
    if (answer.error) throw answer.error;
  }

  async #one(
    picture: Picture,
    model: ReadyModel,
    session: Session,
    overrides: RankOverrides,
  ): Promise<Answer> {
    const input = modelInput(picture, model.description.spec, this.#wiring.realise);
    const { scores, timings } = await session.infer(input);
    const started = now();
    const ranker = this.#ranker(model);
    const lists = scores.map((each) => ranker.rank(each, overrides));
    return {
      payload: lists.length === 1 ? lists[0] : lists,
      timings: { ...timings, postprocess: now() - started },
      guessed: picture instanceof Frame || (picture instanceof ImageTensor && input !== picture),
    };
  }

  async #list(
    list: readonly unknown[],
    model: ReadyModel,
    session: Session,
    overrides: RankOverrides,
  ): Promise<Answer> {
    const payload: unknown[] = [];
    const sums: Record<string, number> = {};
    let first: VisionError | undefined;
    let guessed = false;
    for (const element of list) {
      if (isFailed(element)) {
        payload.push(element);
        continue;
      }
      try {
        const picture = takeElement(element, "tensorrt-classify");
        const answer = await this.#one(picture, model, session, overrides);
        guessed ||= answer.guessed;
        payload.push(answer.payload);
        for (const [stage, ms] of Object.entries(answer.timings)) sums[stage] = (sums[stage] ?? 0) + ms;
      } catch (thrown) {
        const error = asVisionError(thrown);
        first ??= error;
        payload.push(failedPicture(error, this.#wiring.text(error)));
      }
    }
    return { payload, timings: sums, guessed, ...(first && { error: first }) };
  }

  #show(payload: unknown, { backend }: InferenceInfo): void {
    const list = Array.isArray(payload) && Array.isArray(payload[0]) ? payload[0] : payload;
    const best = (list as Prediction[])[0];
    const raw = this.#wiring.options.activation === "raw";
    if (best?.label === undefined) this.#wiring.show({ kind: "ready", backend });
    else this.#wiring.show({ kind: "answer", label: best.label, score: best.score, backend, raw });
  }
}

function frameOf(content: Picture | readonly unknown[]): Frame | undefined {
  if (content instanceof Frame) return content;
  return content instanceof ImageTensor ? content.frame : undefined;
}
