import type { Address } from 'viem';
import { epochAt } from '../../protocol/work/epoch.ts';

export type SilenceComponents = {
  /** Epochs in which this gate asked an operator something that verifiers may open. */
  readonly openedEpochs: () => readonly { readonly operator: Address; readonly epoch: number }[];
  /** The identity that an account acts or acted for; null for none. */
  readonly operatorOf: (account: Address) => number | null;
  /** Tells whether an operator is of the gate's own group, whose answers to it are no evidence. */
  readonly isOwn: (operatorId: number) => boolean;
  /** Tells whether a verifier said of an epoch that it checked something in it. */
  readonly wasChecked: (operatorId: number, epoch: number) => boolean;
  /** Another number whenever verdicts came or went. */
  readonly changes: () => number;
  /** Unix seconds by the chain, so that nobody is silent while it is away. */
  readonly now: () => number;
};

export type SilenceOptions = {
  readonly epochSeconds: number;
  /** Seconds from the end of an epoch within which it is sealed, drawn and looked into. */
  readonly patienceSeconds: number;
  /** Epochs in which nothing could be checked that cost an operator its questions. */
  readonly epochs?: number;
};

/**
 * Creates what knows silent operators: those that answer, and then do not seal, do not have verifiers drawn, or do not open
 * what its asker opened. The newest epoch that is due was not checked, and so many of the newest twice as many; one that is
 * checked ends it. Verdicts say what was found, so this is only of work in which nobody could find anything.
 */
export function createSilence(components: SilenceComponents, options: SilenceOptions): () => ReadonlySet<number> {
  const { openedEpochs, operatorOf, isOwn, wasChecked, changes, now } = components;
  const { epochSeconds, patienceSeconds, epochs: most = 2 } = options;
  let known: { readonly state: string; readonly operators: ReadonlySet<number> } | undefined;

  const find = (due: number): ReadonlySet<number> => {
    const asked = new Map<number, Set<number>>();
    for (const { operator, epoch } of openedEpochs()) {
      const id = operatorOf(operator);
      if (id !== null && epoch <= due && !isOwn(id)) asked.set(id, (asked.get(id) ?? new Set()).add(epoch));
    }
    const isSilent = ([id, epochs]: readonly [number, ReadonlySet<number>]): boolean => {
      const newest = [...epochs].sort((a, b) => b - a).slice(0, 2 * most);
      const unchecked = newest.filter((epoch) => !wasChecked(id, epoch));
      return unchecked.length >= most && unchecked[0] === newest[0];
    };
    return new Set([...asked].filter(isSilent).map(([id]) => id));
  };

  return () => {
    const due = epochAt((now() - patienceSeconds) * 1_000, epochSeconds) - 1;
    const state = `${due} ${changes()}`;
    if (known?.state !== state) known = { state, operators: find(due) };
    return known.operators;
  };
}
