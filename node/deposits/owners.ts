import type { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import type { Core } from '../../protocol/blocks/core.ts';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import type { PinJournal } from '../journal/pins.ts';

/** The owner of a deposit's ciphertext, which goes when it is withdrawn. */
export function ownerOfText(id: string): string {
  return `${TEXT}${id}`;
}

/** The owner of a deposit's manifest, which stays: the log only grows. */
export function ownerOfManifest(id: string): string {
  return `manifest:${id}`;
}

/** The owner of the batch that continues a log at an index. */
export function ownerOfBatch(logId: number, start: number): string {
  return `batch:${logId}:${start}`;
}

/** The owner of what another operator asked to be kept, beside manifests and their texts. */
export function ownerOfOperator(operatorId: number): string {
  return `operator:${operatorId}`;
}

/** The owner of what this node itself publishes. */
export const PUBLISHED = 'published';

/** What the owners of the states of runs begin with. */
export const STATES = `${PUBLISHED}:run:`;

/** The owner of the states that a run went through, which go once nobody can ask about the run any more. */
export function ownerOfStates(runId: number): string {
  return `${STATES}${runId}`;
}

const TEXT = 'deposit:';

/** The deposit whose ciphertext a block is, or null. */
export function findDeposit(owners: readonly string[]): string | null {
  return owners.find((owner) => owner.startsWith(TEXT))?.slice(TEXT.length) ?? null;
}

type Claims = Pick<PinJournal, 'keep' | 'letGo' | 'ownersOf'>;

/** The operator who asks for the blocks of a deposit, and what they weigh. */
type Asker = { readonly operator: number; readonly bytes: number; readonly textBytes: number };

/**
 * Makes a deposit the owner of its manifest and of the ciphertext that it names. A manifest may name any block, so one
 * that is somebody else's is refused: withdrawing the deposit would have to keep it. Only what the operator who asks had
 * kept as bare bytes before is the deposit's from now on. Joins the caller's transaction.
 * @throws TextTakenError
 */
export function claimDeposit(
  pins: Claims,
  { id, core }: { readonly id: string; readonly core: Core },
  asker?: Asker,
): void {
  const text = core.ciphertext.toString();
  const bare = asker && ownerOfOperator(asker.operator);
  const isOurs = pins.ownersOf(text).every((owner) => owner === ownerOfText(id) || owner === bare);
  if (!isCiphertext(core.ciphertext) || !isOurs) throw new TextTakenError(id, text);
  if (bare) pins.letGo(text, bare);
  pins.keep(fromDepositId(id).toString(), ownerOfManifest(id), asker);
  pins.keep(text, ownerOfText(id), asker && { ...asker, bytes: asker.textBytes });
}

/** Manifests, batches and all other structures are dag-cbor; a ciphertext is bytes. */
function isCiphertext({ code, multihash }: CID): boolean {
  return code === raw.code && multihash.code === sha256.code;
}

/** A manifest names as its text what belongs to somebody else. */
export class TextTakenError extends BaseError {
  override readonly name = 'TextTakenError';
  override readonly kind = 'conflict';
  constructor(id: string, ciphertext: string) {
    super('The manifest names as its text a block that is not its own.', { values: { id, ciphertext } });
  }
}
