/**
 * Tables of a node's properties: one row says default, type and bounds, and runtime, form, help and
 * tests all read it.
 */

interface Base<T> {
  readonly default: T;
  /** The node cannot work while it is empty. */
  readonly required?: boolean;
}

/** One row; `T` is what the runtime gets. */
export type Property =
  | (Base<string> & { readonly kind: "text" })
  | (Base<string> & {
      /** A number, or empty where `default` is empty. */
      readonly kind: "number?";
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
    })
  | (Base<number> & {
      readonly kind: "number";
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
    })
  | (Base<boolean> & { readonly kind: "boolean" })
  | (Base<string> & { readonly kind: "choice"; readonly choices: readonly (string | number)[] })
  /** JSON text; the runtime gets the value. */
  | (Base<string> & { readonly kind: "json" })
  /** Value of a typed input; its type is in the property `<name>Type`. Bounds hold for type `num`. */
  | (Base<string> & {
      readonly kind: "typed";
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
    })
  /** Id of a config node of `type`. */
  | (Base<string> & { readonly kind: "config"; readonly type: string });

export type PropertyTable = Readonly<Record<string, Property>>;
