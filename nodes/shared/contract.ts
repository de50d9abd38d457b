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

/** `GET photos`: file names of the photos that the package brings. */
export interface SampleList {
  readonly photos: readonly string[];
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

/** Pixels to draw, as they are: no format, no loss. */
export interface Pixels extends Size {
  /** RGB, 8 bits a channel, rows without padding, as base64. */
  readonly rgb: string;
}

/** The picture that was asked about: its size, upright, and a small image of it. */
export interface SeenPicture extends Size {
  readonly name: string;
  readonly image: Pixels;
}

export interface Preview {
  readonly image: Pixels;
  readonly plan: Plan;
  readonly top: { readonly label: string; readonly score: number } | null;
}

export interface PreviewAnswer {
  readonly picture: SeenPicture;
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
  readonly picture: SeenPicture;
  readonly predictions: readonly { readonly label: string; readonly score: number }[];
  readonly backend: string;
  readonly precision: string;
  /** Stage → ms. */
  readonly timings: Readonly<Record<string, number>>;
}
