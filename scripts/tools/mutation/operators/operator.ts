import type { Node, Range } from '../ast.ts';

/** One change of the source: these bytes become this text. */
export type Edit = Range & { readonly replacement: string };

export type Subject = {
  readonly node: Node;
  /** Text of a range of the file. */
  readonly textOf: (range: Range) => string;
  /** Tells whether a declaration is kept in storage. */
  readonly isStored: (declarationId: number) => boolean;
};

/** A kind of mistake: every way to make it at one node. */
export type Operator = { readonly name: string; readonly edits: (subject: Subject) => readonly Edit[] };
