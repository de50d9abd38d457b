import { STAGES, type Stage, type Timings } from "../values/timings";
import { Histogram } from "./histogram";
import { Rate } from "./rate";
import { Ring } from "./ring";
import { middle, type Samples, type Summary, summarise } from "./statistics";

/** What came with the timings of one frame. */
export interface Passing {
  /** Frames of this source lost since its last result. */
  readonly drops: number;
  /** When it passed, in ms of any clock that does not run backwards. */
  readonly at: number;
}

/** One row of the table; the figures at its top level are those of `total`. Durations in ms. */
export interface CaseReport extends Summary {
  readonly case: string;
  /** Frames counted, without warm-up, since the table was reset. */
  readonly count: number;
  /** Throughput from the first counted frame to the newest, and in the last 5 s. */
  readonly fps: number | null;
  readonly fpsRecent: number | null;
  /** Frames lost, those during warm-up included. */
  readonly drops: number;
  /** `total` of the very first frame, warm-up or not. */
  readonly first: number | null;
  /** Frames left out at the start, and their `total`. */
  readonly warmup: { readonly count: number; readonly mean: number | null; readonly max: number | null };
  /** Median over the first case's median. */
  readonly ratio: number | null;
  /** Age of the frame at hand-over by the camera. */
  readonly age: Summary | null;
  /** Age of the frame at the result: `age` + `total`. */
  readonly frameAge: Summary | null;
  /** The stages that ran, in order. */
  readonly stages: Partial<Readonly<Record<Stage, Summary>>>;
}

/** The few figures of a case that a status shows. */
export interface Glance {
  /** Frames left out so far, and frames that count. */
  readonly warmed: number;
  readonly count: number;
  /** Median of `total`, ms. */
  readonly median: number | null;
  /** Frames/s in the last 5 s. */
  readonly fps: number | null;
}

type Figure = Stage | "age" | "total" | "frameAge";

function isDuration(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** The usable figures of one frame; what is no duration is left out. */
function figuresOf(timings: Timings): [Figure, number][] {
  const named: [Figure, unknown][] = [...STAGES, "age" as const, "total" as const].map((name) => [
    name,
    timings[name],
  ]);
  const { age, total } = timings;
  if (isDuration(age) && isDuration(total)) named.push(["frameAge", age + total]);
  return named.filter((figure): figure is [Figure, number] => isDuration(figure[1]));
}

/** Whether `timings`, which came with a message, hold any duration to measure. */
export function hasFigures(timings: unknown): timings is Timings {
  return typeof timings === "object" && timings !== null && figuresOf(timings).length > 0;
}

/** Everything known of one case. */
export class Case {
  readonly #figures = new Map<Figure, Samples>();
  readonly #rate = new Rate();
  #seen = 0;
  #drops = 0;
  #first: number | null = null;
  readonly #warmed = { frames: 0, sum: 0, max: 0 };

  /**
   * @param window samples kept of each figure; 0: all, as a histogram
   * @param warmup first frames that do not count
   */
  constructor(
    readonly name: string,
    readonly window: number,
    readonly warmup: number,
  ) {}

  /** Frames that count. */
  get count(): number {
    return Math.max(this.#seen - this.warmup, 0);
  }

  add(timings: Timings, { drops, at }: Passing): void {
    this.#seen++;
    if (isDuration(drops)) this.#drops += drops;
    const total = isDuration(timings.total) ? timings.total : undefined;
    if (this.#seen === 1) this.#first = total ?? null;
    if (this.#seen <= this.warmup) {
      if (total === undefined) return;
      this.#warmed.frames++;
      this.#warmed.sum += total;
      this.#warmed.max = Math.max(this.#warmed.max, total);
      return;
    }
    this.#rate.add(at);
    for (const [figure, value] of figuresOf(timings)) this.#samples(figure).add(value);
  }

  glance(): Glance {
    return {
      warmed: this.#seen - this.count,
      count: this.count,
      median: middle(this.#samples("total")),
      fps: this.#rate.recent,
    };
  }

  /** @param base median of the first case, for `ratio` */
  report(base?: number | null): CaseReport {
    const of = (figure: Figure) => {
      const samples = this.#figures.get(figure);
      return samples ? summarise(samples) : null;
    };
    const total = summarise(this.#samples("total"));
    const { frames, sum, max } = this.#warmed;
    const reference = base === undefined ? total.median : base;
    return {
      case: this.name,
      count: this.count,
      ...total,
      fps: this.#rate.whole,
      fpsRecent: this.#rate.recent,
      drops: this.#drops,
      first: this.#first,
      warmup: {
        count: this.#seen - this.count,
        mean: frames ? sum / frames : null,
        max: frames ? max : null,
      },
      ratio: total.median !== null && reference ? total.median / reference : null,
      age: of("age"),
      frameAge: of("frameAge"),
      stages: Object.fromEntries(
        STAGES.flatMap((stage) => {
          const summary = of(stage);
          return summary ? [[stage, summary]] : [];
        }),
      ),
    };
  }

  #samples(figure: Figure): Samples {
    let samples = this.#figures.get(figure);
    if (!samples) {
      samples = this.window > 0 ? new Ring(this.window) : new Histogram();
      this.#figures.set(figure, samples);
    }
    return samples;
  }
}
