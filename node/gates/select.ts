import { UnknownModelError, WrongModelError } from './askErrors.ts';
import type { Candidate } from './candidate.ts';
import { isSelected, parseSelector, type Selector } from './filter.ts';
import { listModels } from './gateComponents.ts';

export type Selection = { readonly selector: Selector; readonly kinds: ReadonlySet<Candidate['kind']> };

/** Reads a model name against the directory. @throws UnknownModelError, WrongModelError */
export function selectModel(
  model: string,
  { candidates, able }: { candidates: readonly Candidate[]; able: readonly Candidate['kind'][] },
): Selection {
  const selector = parseSelector(model);
  const selected = selector ? candidates.filter((candidate) => isSelected(candidate, selector)) : [];
  if (!selector || (selected.length === 0 && selector.by !== 'auto'))
    throw new UnknownModelError(model, listModels(candidates));
  const kinds = new Set(selected.map(({ kind }) => kind));
  if (selector.by !== 'auto' && !able.some((kind) => kinds.has(kind))) throw new WrongModelError(model, able);
  return { selector, kinds };
}
