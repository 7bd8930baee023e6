/** A node of solc's syntax tree, with only what mutants need. */
export type Node = {
  readonly id: number;
  readonly nodeType: string;
  /** `start:length:file`, in bytes. */
  readonly src: string;
  readonly [field: string]: unknown;
};

export type Range = { readonly start: number; readonly end: number };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'nodeType' in value && 'src' in value;
}

/** Bytes that a node covers. */
export function rangeOf(node: Node): Range {
  const [start = 0, length = 0] = node.src.split(':').map(Number);
  return { start, end: start + length };
}

/** Direct children, in the order of the source. */
export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .sort((a, b) => rangeOf(a).start - rangeOf(b).start);
}

/** A node and everything below it. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}
