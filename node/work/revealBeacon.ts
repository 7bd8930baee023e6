import type { Address, Hex } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';
import { linkBelow } from '../../protocol/work/hashChain.ts';
import type { Chain } from '../chain/chain.ts';
import { isRefusedWith, type Refusals } from '../chain/refusals.ts';
import { createDuty, type Duty } from '../duty.ts';
import type { OnTrouble } from '../trouble.ts';
import type { BeaconNeeds } from './beaconNeeds.ts';

export type BeaconComponents = {
  readonly chain: Pick<Chain, 'read' | 'send'>;
  readonly needs: Pick<BeaconNeeds, 'changes' | 'revealedIn' | 'revealsOf'>;
  /** Times, also in the future, whose rounds decide something: the ends of panels. */
  readonly ends: () => readonly number[];
  /** The institution whose chain this node reveals. */
  readonly member: Address;
  /** The lowest link of its chain. */
  readonly secret: Hex;
  /** Seconds of a round. */
  readonly roundLength: number;
  /** Unix seconds. */
  readonly now: () => number;
  readonly onTrouble: OnTrouble;
};

/** Another node of the institution was faster, or the round ended meanwhile. */
const OVERTAKEN = { beacon: ['AlreadyRevealed', 'NotMember', 'PreimageInvalid'] } satisfies Refusals;

/** In rounds as long as this something always waits: a panel of the court, a draw, a lot. */
const LONG_ROUND = 3_600;

/**
 * Creates the duty that reveals an institution's preimage in each round that something waits for. What began to wait in a
 * round is decided by the next one; a round in which others reveal asks for ours too, or we would be struck. Where the
 * institution stands in its chain is read from the beacon, so that a restart loses nothing.
 */
export function createBeaconRevealer(components: BeaconComponents, { pollMs = 1_000 } = {}): Duty {
  const { chain, needs, ends, member, secret, roundLength, now, onTrouble } = components;
  const roundOf = (time: number) => Math.floor(time / roundLength);
  const isAlways = roundLength >= LONG_ROUND;
  let heard = -1;
  /** The last round that something waits for, and the last in which nothing is left to do. */
  let wanted = -1;
  let done = -1;

  const reveal = async (round: number): Promise<void> => {
    if (needs.revealsOf(round).has(member.toLowerCase())) return;
    const record = await chain.read({ contract: 'beacon', functionName: 'memberOf', args: [member] });
    const isNext = BigInt(record.next) !== 0n && round >= record.nextFrom;
    const tip = isNext ? record.next : record.tip;
    const from = isNext ? record.nextFrom : record.from;
    if (BigInt(tip) === 0n || round < from) return;
    const preimage = linkBelow(secret, tip);
    if (!preimage) throw new ChainUsedUpError(member);
    try {
      await chain.send({ contract: 'beacon', functionName: 'reveal', args: [member, preimage] });
    } catch (cause) {
      if (!isRefusedWith(cause, OVERTAKEN)) throw cause;
    }
  };

  const work = async (): Promise<void> => {
    const round = roundOf(now());
    // What we hear of now may have begun in the round before this one, so that this one decides it, or in this one.
    if (needs.changes() !== heard) wanted = round + 1;
    heard = needs.changes();
    if (round <= done) return;
    // A round in which another revealed asks for ours too: who keeps it back is struck.
    const isWanted =
      isAlways || round <= wanted || round === needs.revealedIn() || ends().some((end) => roundOf(end) + 1 === round);
    if (!isWanted) return;
    await reveal(round);
    done = round;
  };
  return createDuty({ name: 'revealing for the beacon', every: pollMs, work, onTrouble });
}

/** The chain of an institution does not lead to what the beacon holds of it. */
export class ChainUsedUpError extends BaseError {
  override readonly name = 'ChainUsedUpError';
  override readonly kind = 'conflict';
  constructor(member: Address) {
    super('The chain of this institution is used up, or the secret is of another one.', {
      values: { member },
      hint: 'Make a new secret and register its tip (`tilth beacon join`); the old chain counts until then.',
    });
  }
}
