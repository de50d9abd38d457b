import type { Plan, Size } from "../../core/values/plan";
import type { PreprocessSpec, ResizeMode } from "../../core/values/spec";

/** What the editor's forms ask of the server and what it answers; JSON both ways. */

/** First part of every address. */
export const ROUTE = "edge-vision";

/** An error as JSON. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A photo that the package brings. */
export interface Sample {
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/** `GET photos`. */
export interface SampleList {
  readonly photos: readonly Sample[];
}

/** A picture to look at: a sample's file name, or an own one as base64. */
export type PictureChoice = { readonly sample: string } | { readonly name: string; readonly data: string };

/** Properties of a vision-model as its form or its saved node has them. */
export type ModelProperties = Readonly<Record<string, string | number | boolean>>;

/** `POST describe`: what can be read from a model. */
export interface DescribeRequest {
  readonly model: ModelProperties;
}

/** A tensor of the graph. */
export interface TensorFacts {
  readonly name: string;
  readonly type: string;
  /** Numbers, or names for what is open. */
  readonly dims: readonly (number | string)[];
}

/** One thing that was read. `from`: file name; blank: nobody says it, this is the default. */
export interface ReadFact {
  readonly key: string;
  /** Values for the text `fact.<key>` of the catalogue. */
  readonly params: Readonly<Record<string, string | number>>;
  readonly from: string;
  /** Another file says otherwise. */
  readonly contradicts?: { readonly from: string; readonly text: string };
}

export interface DescribeAnswer {
  readonly bytes: number;
  readonly opset: number;
  readonly parameters: number;
  readonly precision: string;
  readonly facts: readonly ReadFact[];
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  /** Names of those that are used. */
  readonly input: string;
  readonly output: string;
  readonly spec: PreprocessSpec;
  readonly labels: number;
  readonly warnings: readonly Failure[];
}

/** `POST preview`: one picture, as a model would see it in each resize mode. */
export interface PreviewRequest {
  readonly picture: PictureChoice;
  /** Properties of the preprocess form. */
  readonly preprocess: Readonly<Record<string, string>>;
  /** Who judges; null: nobody. */
  readonly model: ModelProperties | null;
}

export interface Preview {
  /** PNG as a data URL, of `plan.output` in size. */
  readonly image: string;
  readonly plan: Plan;
  readonly top: { readonly label: string; readonly score: number } | null;
}

export interface PreviewAnswer {
  readonly picture: Size & { readonly name: string; readonly image: string };
  readonly modes: Readonly<Record<Exclude<ResizeMode, "none">, Preview>>;
  /** What the preset says, before the fields. */
  readonly preset: PreprocessSpec;
  /** How the judge's own preset resizes, if there is a judge. */
  readonly trained: ResizeMode | null;
  /** Why nobody judged. */
  readonly judgeError: Failure | null;
}

/** `POST try`: a model's answer to one picture. */
export interface TryRequest {
  readonly picture: PictureChoice;
  readonly model: ModelProperties;
}

export interface TryAnswer {
  readonly picture: Size & { readonly name: string; readonly image: string };
  readonly predictions: readonly { readonly label: string; readonly score: number }[];
  readonly backend: string;
  readonly precision: string;
  /** Stage → ms. */
  readonly timings: Readonly<Record<string, number>>;
}
