import { type Hex, zeroHash } from 'viem';
import { epochAt } from '../../protocol/work/epoch.ts';
import { storeReceiptList } from '../../protocol/work/receiptLists.ts';
import { buildReceiptTree } from '../../protocol/work/receiptTree.ts';
import { fromWireReceipt } from '../../protocol/work/wireReceipt.ts';
import type { Chain } from '../chain/chain.ts';
import type { SealedEpoch, ServedJobs } from '../journal/servedJobs.ts';
import type { Storage } from '../storage/storage.ts';
import { readSeal } from './sealEvent.ts';

export type SealerComponents = {
  readonly jobs: ServedJobs;
  readonly chain: Pick<Chain, 'read' | 'send' | 'events'>;
  readonly storage: Pick<Storage, 'put'>;
  readonly operatorId: bigint;
  readonly now?: () => number;
  readonly onTrouble?: (trouble: { readonly message: string; readonly cause: unknown }) => void;
};

export type SealerOptions = {
  readonly epochSeconds: number;
  readonly pollMs?: number;
  /** Epochs for which inputs are kept so that they can be audited. */
  readonly keepEpochs?: number;
};

export type Sealer = {
  readonly start: () => void;
  readonly stop: () => void;
  /** Seals every finished epoch and draws every seed that can be drawn; safe to call again after any failure. */
  readonly sealFinished: () => Promise<void>;
};

/** Creates the service that fixes each finished epoch's receipts on chain, and asks for the seed of its audit. */
export function createSealer(components: SealerComponents, options: SealerOptions): Sealer {
  const { jobs, chain, storage, operatorId, now = Date.now, onTrouble } = components;
  const { epochSeconds, pollMs = 1_000, keepEpochs = 240 } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;

  /** The receipts of an epoch never change once this has run, so a second call gives the same root. */
  const fix = async (epoch: number): Promise<SealedEpoch> => {
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
    const fixed = await fix(epoch);
    const signed = jobs.jobsOf(epoch).map(({ receipt, signature }) => ({ receipt, signature }));
    const uri = await storeReceiptList(storage, epoch, signed);
    const args = [operatorId, BigInt(epoch)];
    const isSealed = (await chain.read<Hex>({ contract: 'receiptBook', functionName: 'sealOf', args })) !== zeroHash;
    const block = isSealed ? await findBlock(fixed) : await sendSeal(fixed, uri);
    jobs.setEpoch({ ...fixed, uri, block, state: 'sealed' });
  };

  const sendSeal = async ({ epoch, root, count, units }: SealedEpoch, uri: string): Promise<number> => {
    const args = [BigInt(epoch), root, count, units, uri];
    const { blockNumber } = await chain.send({ contract: 'receiptBook', functionName: 'seal', args });
    return Number(blockNumber);
  };

  /** The block of a seal that was sent before a crash; null when it is not of our receipts, so that it cannot be drawn. */
  const findBlock = async ({ epoch, root }: SealedEpoch): Promise<number | null> => {
    const found = await readSeal(chain, { operatorId, epoch: BigInt(epoch) });
    if (found?.seal.root === root) return Number(found.seal.blockNumber);
    const cause = { epoch, onChain: found?.seal.root, here: root };
    onTrouble?.({ message: 'the chain holds another root for this epoch than the journal', cause });
    return null;
  };

  const draw = async (sealed: SealedEpoch): Promise<void> => {
    const { root, count, units, block } = sealed;
    const key = [operatorId, BigInt(sealed.epoch)];
    const args = [...key, { root, count, units, blockNumber: BigInt(block ?? 0) }];
    const readSeed = () => chain.read<Hex>({ contract: 'spotCheck', functionName: 'seed', args: key });
    // A draw that comes too early aims at a later block and is called again on the next round.
    if ((await readSeed()) === zeroHash) await chain.send({ contract: 'spotCheck', functionName: 'draw', args });
    if ((await readSeed()) !== zeroHash) jobs.setEpoch({ ...sealed, state: 'drawn' });
  };

  const attempt = async (message: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      onTrouble?.({ message, cause });
    }
  };

  const sealAll = async (): Promise<void> => {
    const current = epochAt(now(), epochSeconds);
    for (const epoch of jobs.unsealed(current)) await attempt('an epoch was not sealed yet', () => seal(epoch));
    for (const sealed of jobs.awaitingDraw()) await attempt('a seed was not drawn yet', () => draw(sealed));
    jobs.forgetInputs(current - keepEpochs);
  };
  const sealFinished = (): Promise<void> => {
    running ??= sealAll().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    start: () => {
      timer = setInterval(() => void attempt('sealing failed', sealFinished), pollMs);
    },
    stop: () => clearInterval(timer),
    sealFinished,
  };
}
