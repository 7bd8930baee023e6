import { epochAt } from '../../protocol/work/epoch.ts';
import { fromWireReceipt } from '../../protocol/work/job.ts';
import { storeReceiptList } from '../../protocol/work/receiptLists.ts';
import { buildReceiptTree } from '../../protocol/work/receiptTree.ts';
import type { Chain } from '../chain/chain.ts';
import type { Follower } from '../chain/follower.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { SealedEpoch, ServedJobs } from '../journal/servedJobs.ts';
import type { Storage } from '../storage/storage.ts';
import type { OnTrouble } from '../trouble.ts';
import type { CloseRound } from './closeRound.ts';
import type { OwnWork } from './ownWorkFold.ts';
import { readSeal, type Seal } from './readSeal.ts';

export type SealerComponents = {
  readonly jobs: ServedJobs;
  readonly chain: Pick<Chain, 'send' | 'client'>;
  readonly follower: Pick<Follower, 'head' | 'caughtUp'>;
  readonly work: Pick<OwnWork, 'sealOf' | 'isDrawn'>;
  readonly closeRound: CloseRound;
  readonly storage: Pick<Storage, 'put'>;
  readonly operatorId: bigint;
  readonly now?: () => number;
  readonly onTrouble: OnTrouble;
};

export type SealerOptions = {
  readonly epochSeconds: number;
  readonly pollMs?: number;
};

const UNDECIDED = { spotCheck: ['SeedUnknown'] } satisfies Refusals;
/** Anyone may have drawn it. */
const DRAWN = { spotCheck: ['AlreadyDrawn'] } satisfies Refusals;

/**
 * Creates the duty that fixes each finished epoch's receipts on chain, and has its verifiers drawn once the beacon knows. Its
 * rounds can be repeated after any failure.
 */
export function createSealer(components: SealerComponents, options: SealerOptions): Duty {
  const { jobs, chain, follower, work, closeRound, storage, operatorId, now = Date.now, onTrouble } = components;
  const { epochSeconds, pollMs = 1_000 } = options;

  /** The receipts of an epoch never change once this has run, so a second call gives the same root. */
  const fix = (epoch: number): SealedEpoch => {
    const fixed = jobs.epoch(epoch);
    if (fixed) return fixed;
    const served = jobs.jobsOf(epoch);
    const receipts = served.map(({ receipt }) => fromWireReceipt(receipt));
    const units = receipts.reduce((sum, receipt) => sum + receipt.units, 0n);
    const { root } = buildReceiptTree(receipts);
    const sealed: SealedEpoch = { epoch, root, count: served.length, units, uri: '', block: null, state: 'sealing' };
    jobs.setEpoch(sealed);
    return sealed;
  };

  const seal = async (epoch: number): Promise<void> => {
    const fixed = fix(epoch);
    const signed = jobs.jobsOf(epoch).map(({ receipt, signature }) => ({ receipt, signature }));
    const uri = await storeReceiptList(storage, epoch, signed);
    await follower.caughtUp();
    const block = work.sealOf(epoch) ? findBlock(fixed) : await sendSeal(fixed, uri);
    jobs.setEpoch({ ...fixed, uri, block, state: 'sealed' });
  };

  const sendSeal = async ({ epoch, root, count, units }: SealedEpoch, uri: string): Promise<number> => {
    const args = [BigInt(epoch), root, count, units, uri] as const;
    const { blockNumber } = await chain.send({ contract: 'receiptBook', functionName: 'seal', args });
    return Number(blockNumber);
  };

  /** The block of a seal that is on chain; null when it is not of our receipts, so that it cannot be drawn. */
  const findBlock = ({ epoch, root }: SealedEpoch): number | null => {
    const found = work.sealOf(epoch);
    if (found?.root === root) return found.block;
    const cause = { epoch, onChain: found?.root, here: root };
    onTrouble({ message: 'the chain holds another root for this epoch than the journal', cause });
    return null;
  };

  const draw = async (sealed: SealedEpoch): Promise<void> => {
    const { epoch, root, count, units } = sealed;
    if (!work.isDrawn(epoch)) {
      // The chain may have taken another branch, without the seal or with it in another block.
      if (!work.sealOf(epoch)) return jobs.setEpoch({ ...sealed, block: null, state: 'sealing' });
      const block = findBlock(sealed);
      if (block === null) return jobs.setEpoch({ ...sealed, block });
      const seal = await readSeal(chain, { root, count, units, block });
      if (!(await sendDraw(BigInt(epoch), seal))) return;
    }
    if (work.isDrawn(epoch)) jobs.setEpoch({ ...sealed, state: 'drawn' });
  };

  /** False while the beacon's round runs that decides, which is asked again in the next block. */
  const sendDraw = async (epoch: bigint, seal: Seal): Promise<boolean> => {
    try {
      await chain.send({ contract: 'spotCheck', functionName: 'draw', args: [operatorId, epoch, seal] });
      return true;
    } catch (cause) {
      if (isRefusedWith(cause, DRAWN)) return true;
      if (!isRefusedWith(cause, UNDECIDED)) throw cause;
      await closeRound(seal.sealedAt);
      return false;
    }
  };

  let drawnAt = -1n;
  const sealFinished = async (signal: AbortSignal): Promise<void> => {
    const attempt = async (message: string, step: () => Promise<void>): Promise<void> => {
      if (signal.aborted) return;
      await step().catch((cause: unknown) => signal.aborted || onTrouble({ message, cause }));
    };
    const current = epochAt(now(), epochSeconds);
    for (const epoch of jobs.unsealed(current)) await attempt('an epoch was not sealed yet', () => seal(epoch));
    const waiting = jobs.awaitingDraw();
    // What was refused in a block is refused in it again.
    const { number } = follower.head();
    if (waiting.length > 0 && number !== drawnAt) {
      drawnAt = number;
      for (const sealed of waiting) await attempt('a seed was not drawn yet', () => draw(sealed));
    }
  };
  return createDuty({ name: 'sealing', every: pollMs, work: sealFinished, onTrouble });
}
