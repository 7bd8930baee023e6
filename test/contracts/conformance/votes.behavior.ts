import { expect } from 'chai';
import { type Address, getAddress } from 'viem';
import { client } from '../commons.ts';
import { votesAbi } from './standards.ts';

type Example = {
  readonly address: Address;
  /** An account with votes, and how many. */
  readonly voter: Address;
  readonly votes: bigint;
  readonly total: bigint;
  readonly stranger: Address;
  /** A moment at which both had them. */
  readonly timepoint: bigint;
};

/** What every IVotes with a timestamp clock (ERC-5805, ERC-6372) must do, asked through the standard's own signatures. */
export function behavesLikeVotes(load: () => Promise<Example>): void {
  const read = (address: Address, functionName: string, args: readonly unknown[] = []) =>
    client.readContract({ address, abi: votesAbi, functionName, args } as never) as Promise<unknown>;

  it('keeps time by timestamps', async () => {
    const { address } = await load();
    expect(await read(address, 'CLOCK_MODE')).to.equal('mode=timestamp');
    expect(BigInt((await read(address, 'clock')) as number)).to.equal((await client.getBlock()).timestamp);
  });

  it('gives the votes of now and of then', async () => {
    const { address, voter, votes, total, stranger, timepoint } = await load();
    expect(await read(address, 'getVotes', [voter])).to.equal(votes);
    expect(await read(address, 'getPastVotes', [voter, timepoint])).to.equal(votes);
    expect(await read(address, 'getPastTotalSupply', [timepoint])).to.equal(total);
    expect(await read(address, 'getPastVotes', [stranger, timepoint])).to.equal(0n);
    expect(await read(address, 'getPastVotes', [voter, 0n])).to.equal(0n);
  });

  it('delegates to the account itself by default', async () => {
    const { address, voter } = await load();
    expect(await read(address, 'delegates', [voter])).to.equal(getAddress(voter));
  });

  it('refuses to tell the future', async () => {
    const { address, voter } = await load();
    const now = BigInt((await read(address, 'clock')) as number);
    for (const functionName of ['getPastVotes', 'getPastTotalSupply']) {
      const args = functionName === 'getPastVotes' ? [voter, now] : [now];
      const refusal = await read(address, functionName, args).then(
        () => 'answered',
        () => 'refused',
      );
      expect(refusal, functionName).to.equal('refused');
    }
  });
}
