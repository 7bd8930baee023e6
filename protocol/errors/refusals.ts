import { consentRefusals } from './refusals/consent.ts';
import { courtRefusals } from './refusals/court.ts';
import { delegationRefusals } from './refusals/delegation.ts';
import { governanceRefusals } from './refusals/governance.ts';
import { identityRefusals } from './refusals/identity.ts';
import { modelRefusals } from './refusals/models.ts';
import { operatorRefusals } from './refusals/operators.ts';
import { receiptRefusals } from './refusals/receipts.ts';
import type { RefusalWords } from './refusals/table.ts';
import { workRefusals } from './refusals/work.ts';

/** A contract's own word for why it refused: the name of its error, and its values in their order. */
export type Refusal = { readonly name: string; readonly args: readonly unknown[] };

/** What the fixed table of rights refuses anywhere. */
const anywhere = {
  AccessManagedUnauthorized: (caller: unknown): RefusalWords => [`${caller} has no right to do this.`, 'Propose it.'],
  Error: (reason: unknown): RefusalWords => [`The rules refuse this: ${printable(reason)}.`],
  Panic: (code: unknown): RefusalWords => [`The contract failed by its own fault (panic ${code}).`],
};

const SENTENCES = {
  ...consentRefusals,
  ...courtRefusals,
  ...delegationRefusals,
  ...governanceRefusals,
  ...identityRefusals,
  ...modelRefusals,
  ...operatorRefusals,
  ...receiptRefusals,
  ...workRefusals,
  ...anywhere,
} as unknown as Readonly<Record<string, (...args: readonly unknown[]) => RefusalWords>>;

/** Says in words why a contract refused and what to do next; an error that is not known gives its name and values. */
export function describeRefusal({ name, args }: Refusal): { readonly sentence: string; readonly hint?: string } {
  const known = Object.hasOwn(SENTENCES, name) ? SENTENCES[name] : undefined;
  const [sentence, hint] = known?.(...args) ?? [`The rules refuse this: ${name}(${args.map(printable).join(', ')}).`];
  return hint === undefined ? { sentence } : { sentence, hint };
}

/** A value as one line of text: what chains send may hold zero bytes and line breaks. */
function printable(value: unknown): string {
  return String(value)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
}
