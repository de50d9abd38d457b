import type { RED as EditorRed } from "@node-red/editor-client";

declare global {
  /** Node-RED's editor; there once the page has loaded, not while this file does. */
  const RED: EditorRed;
}

/** A node as the editor's callbacks see it: `this` of every function of a definition. */
export interface EditedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly _def: { readonly category: string };
  /** Text of a key of the node's own catalogue. */
  _(key: string, params?: Readonly<Record<string, string | number>>): string;
  [property: string]: unknown;
}

/** How a node looks; read by the build, which writes it as a literal for package checkers. */
export interface Appearance {
  readonly category: string;
  readonly color?: string;
  readonly icon: string;
  readonly inputs?: 0 | 1;
  readonly outputs?: number;
}

/** The callbacks of a definition. */
export interface Definition {
  readonly paletteLabel?: string;
  label(this: EditedNode): string;
  labelStyle?(this: EditedNode): string;
  inputLabels?(this: EditedNode): string;
  outputLabels?(this: EditedNode, index: number): string;
  oneditprepare(this: EditedNode): void;
  oneditsave?(this: EditedNode): void;
  oneditcancel?(this: EditedNode): void;
  oneditresize?(this: EditedNode, size: { width: number; height: number }): void;
}

/** Category of the palette. */
export const CATEGORY = "edge vision";

/** Style of a node's label: what the user named is italic, as with core nodes. */
export function labelStyle(this: EditedNode): string {
  return this.name ? "node_label_italic" : "";
}
