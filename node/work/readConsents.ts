import { type Address, type Hex, sha256 } from 'viem';
import {
  CONSENT_PROTOCOL,
  type ConsentReply,
  type ConsentRequest,
  consentReplyMessage,
  consentRequestMessage,
  MOST_JOBS,
} from '../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../protocol/messages/frame.ts';
import type { WorkReceipt } from '../../protocol/typedData/workReceipt.ts';
import { jobIdOf } from '../../protocol/work/job.ts';
import type { Network } from '../network/network.ts';
import { within } from '../within.ts';

/** An operator, and the group that it belongs to. */
export type GroupedOperator = { readonly operatorId: number; readonly group: Hex };

export type ConsentComponents = {
  readonly call: Network['call'];
  /** The operator that an account acts or acted for; null for none. */
  readonly operatorOf: (account: Address) => GroupedOperator | null;
  /** Peers that an operator bound, newest first. */
  readonly peersOf: (operatorId: number) => readonly string[];
};

/** A job that its asker opened to verifiers. */
export type Consent = {
  /** Proves it, with the job's id. */
  readonly salt: Hex;
  /** Gets the input that was ordered; null when its gate does not give it, and from then on for all jobs of that gate. */
  readonly readInput: (signal: AbortSignal) => Promise<Uint8Array | null>;
  /** Whether its gate did not give an input before. */
  readonly isLost: () => boolean;
};

type Ordered = Pick<WorkReceipt, 'gate' | 'jobId' | 'inputHash'>;

/** Gates that are asked for one epoch, and requests to each. */
const MOST_GATES = 32;
const MOST_REQUESTS = 5;

/**
 * Reads which of these jobs their askers opened to verifiers, as their gates say and the jobs' ids prove. A gate that says
 * nothing leaves its jobs closed and delays no other.
 */
export async function readConsents(
  receipts: readonly Ordered[],
  { call, operatorOf, peersOf }: ConsentComponents,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal },
): Promise<ReadonlyMap<Hex, Consent>> {
  const byGate = Map.groupBy(receipts, ({ gate }) => gate);
  const consents = new Map<Hex, Consent>();
  const ask = async (peers: readonly string[], request: ConsentRequest, ended: AbortSignal): Promise<ConsentReply> => {
    const frame = encodeMessage(consentRequestMessage, request);
    const options = { protocol: CONSENT_PROTOCOL, maxBytes: consentReplyMessage.maxBytes, signal: ended };
    for (const peer of peers) {
      try {
        for await (const bytes of call(peer, frame, options)) return decodeMessage(consentReplyMessage, bytes);
      } catch {
        ended.throwIfAborted();
      }
    }
    return { type: 'refused', reason: 'unknown' };
  };
  const read = async (gate: Address, jobs: readonly Ordered[], ended: AbortSignal): Promise<void> => {
    const peers = peersOf(operatorOf(gate)?.operatorId ?? 0);
    const inputHashes = new Map(jobs.map(({ jobId, inputHash }) => [jobId, inputHash]));
    const jobIds = [...inputHashes.keys()];
    // A gate that promises inputs and gives none must not use up the time in which others' are checked.
    let isLost = false;
    const readInput = async (jobId: Hex, limit: AbortSignal): Promise<Uint8Array | null> => {
      if (isLost) return null;
      const opened = await within(patienceMs, limit, (late) => ask(peers, { type: 'input', jobId }, late)).catch(() => {
        limit.throwIfAborted();
        return null;
      });
      const input = opened?.type === 'input' ? opened.input : null;
      isLost = input === null || sha256(input) !== inputHashes.get(jobId);
      return isLost ? null : input;
    };
    for (let i = 0; i < Math.min(jobIds.length, MOST_REQUESTS * MOST_JOBS); i += MOST_JOBS) {
      const reply = await ask(peers, { type: 'which', jobIds: jobIds.slice(i, i + MOST_JOBS) }, ended);
      if (reply.type !== 'openable') return;
      for (const { jobId, salt } of reply.jobs) {
        if (jobIdOf({ isOpenable: true, salt }) !== jobId || !inputHashes.has(jobId)) continue;
        consents.set(jobId, { salt, readInput: (limit) => readInput(jobId, limit), isLost: () => isLost });
      }
    }
  };
  const asked = [...byGate]
    .slice(0, MOST_GATES)
    .map(([gate, jobs]) => within(patienceMs, signal, (ended) => read(gate, jobs, ended)).catch(() => undefined));
  await Promise.all(asked);
  signal.throwIfAborted();
  return consents;
}
