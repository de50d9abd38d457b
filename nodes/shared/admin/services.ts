import type { Binding } from "../../../core/values/plan";
import type { Prediction } from "../../../core/values/prediction";
import type { PreprocessSpec } from "../../../core/values/spec";
import type { ImageTensor, Realise } from "../../../core/values/tensor";
import type { Timings } from "../../../core/values/timings";
import type { DescribeAnswer, ModelProperties } from "../contract";

/** A model that answers for a form. */
export interface OpenModel {
  /** What its own preset says. */
  readonly spec: PreprocessSpec;
  /** What its input fixes. */
  readonly binding: Binding;
  readonly backend: string;
  readonly precision: string;
  /** Names and scores of one picture, best first. */
  classify(input: ImageTensor): Promise<{ predictions: readonly Prediction[]; timings: Timings }>;
  /** Gives the model back; it may stay loaded for others. */
  release(): Promise<void>;
}

/** What the routes need from those who have it. */
export interface AdminServices {
  readonly realise: Realise;
  /** Reads what a model's files say, without loading it. */
  describe(model: ModelProperties): Promise<DescribeAnswer>;
  /** Loads a model, or shares the loaded one that flows with the same settings use. */
  openModel(model: ModelProperties): Promise<OpenModel>;
}
