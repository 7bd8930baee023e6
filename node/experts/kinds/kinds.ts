import { classifier } from './classifier.ts';
import { decoder } from './decoder.ts';
import type { ExpertKind } from './kind.ts';
import { retrieval } from './retrieval.ts';

/** The kinds of expert that this node can make, serve, rebuild and ask. */
export const KINDS: readonly ExpertKind[] = [decoder, retrieval, classifier];

/** Tells whether one of the experts that a node is configured to serve answers with the language model. */
export function needsDecoder(wanted: readonly { readonly kind: string }[], kinds = KINDS): boolean {
  return wanted.some(({ kind }) => kinds.some((one) => one.kind === kind && one.made.of === 'model'));
}
