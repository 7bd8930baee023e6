import type { JobInput } from '../../protocol/messages/ask.ts';
import type { Candidate } from './candidate.ts';

/** Which experts a client wants: any, one by id, or those of one domain. */
export type Selector =
  | { readonly by: 'auto' }
  | { readonly by: 'expert'; readonly expertId: string }
  | { readonly by: 'register'; readonly register: string };

const KINDS: Readonly<Record<JobInput['kind'], Candidate['kind']>> = {
  generate: 'decoder',
  classify: 'classifier',
  retrieve: 'retrieval',
};

/** The kind of expert that answers a kind of input. */
export function kindFor(input: JobInput['kind']): Candidate['kind'] {
  return KINDS[input];
}

/** Reads a model name: `auto`, an expert id, or `register:` and a domain; null for anything else. */
export function parseSelector(model: string): Selector | null {
  if (model === 'auto') return { by: 'auto' };
  if (/^\d{1,20}$/.test(model)) return { by: 'expert', expertId: model };
  const register = /^register:([a-z][a-z-]{0,58})$/.exec(model)?.[1];
  return register === undefined ? null : { by: 'register', register };
}

/** Tells whether an expert is one that the client wants. */
export function isSelected(candidate: Pick<Candidate, 'expertId' | 'domain'>, selector: Selector): boolean {
  if (selector.by === 'expert') return candidate.expertId === selector.expertId;
  return selector.by === 'auto' || candidate.domain === selector.register;
}
