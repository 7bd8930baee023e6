import { generateKeyPair } from '@libp2p/crypto/keys';
import { expect } from 'chai';
import { keccak256, toHex } from 'viem';
import type { Chain } from '../../../node/chain/chain.ts';
import { ChainUnreachableError, createChain, WrongChainError } from '../../../node/chain/createChain.ts';
import { createFollower } from '../../../node/chain/createFollower.ts';
import { type Fold, on } from '../../../node/chain/follower.ts';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';
import { signBinding } from '../../../node/identity/signBinding.ts';
import { openJournal } from '../../../node/journal/journal.ts';
import { type BareCommons, startCommons } from '../../../scripts/bench/bareCommons.ts';
import { contributors, operators } from '../../../scripts/local/testPeople.ts';

const [north, south] = operators.map((it) => it.account) as [
  (typeof operators)[0]['account'],
  (typeof operators)[0]['account'],
];
const [ana] = contributors.map((it) => it.account) as [(typeof contributors)[0]['account']];

describe('chain', () => {
  let commons: BareCommons;
  let chain: Chain;
  let size = 0n;

  before(async function () {
    this.timeout(120_000);
    commons = await startCommons(18552);
    chain = await commons.as(north);
  });
  after(async () => commons?.stop());

  const anchor = (it: Chain) => {
    size += 1n;
    return it.send({
      contract: 'depositLog',
      functionName: 'anchor',
      args: [keccak256(toHex(size)), size, `ipfs://${size}`],
    });
  };

  const args = [north.address] as const;
  const readId = () => chain.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args });

  it('reads', async () => {
    const identity = await chain.read({ contract: 'identityRegistry', functionName: 'identityOf', args });
    expect(await readId())
      .to.equal(identity)
      .and.not.equal(0n);
  });

  it('sends many calls of one account at once, in order', async () => {
    const receipts = await Promise.all(Array.from({ length: 5 }, () => anchor(chain)));
    expect(receipts.every((it) => it.status === 'success')).to.equal(true);
    const range = { fromBlock: 0n, toBlock: receipts.at(-1)?.blockNumber ?? 0n };
    const events = await chain.events({ contract: 'depositLog', eventName: 'Anchored', ...range });
    expect(events.map(({ args: { size } }) => size)).to.deep.equal([1n, 2n, 3n, 4n, 5n]);
  });

  it('sends from one account in two places', async () => {
    const other = await commons.as(north);
    const { operatorRegistry } = chain.deployment.contracts;
    const domain = { account: north.address, chainId: chain.chainId, operatorRegistry };
    const bound = [chain, other].map(async (it) => {
      const binding = await signBinding({ ...domain, peerKey: await generateKeyPair('secp256k1') });
      const args = [binding.peerId, binding.publicKey, binding.signature, '0x', ''] as const;
      await it.send({ contract: 'operatorRegistry', functionName: 'bindNode', args });
      return it.read({ contract: 'operatorRegistry', functionName: 'operatorOfPeer', args: [binding.peerKey] });
    });
    const id = await readId();
    expect(await Promise.all(bound)).to.deep.equal([id, id]);
  });

  it('names the custom error and its values when a contract refuses', async () => {
    const call = { contract: 'depositLog', functionName: 'anchor', args: [keccak256('0x01'), 1n, ''] } as const;
    const error = await chain.send(call).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(TransactionRefusedError);
    expect(error).to.include({ errorName: 'LogNotGrown', contract: 'depositLog', functionName: 'anchor' });
    expect((error as TransactionRefusedError).args).to.deep.equal([await readId(), 5n, 1n]);
    await anchor(chain);
  });

  it('refuses for an account that may not', async () => {
    const stranger = await commons.as(ana);
    const args = [keccak256('0x01'), 1n, ''] as const;
    const error = await stranger
      .send({ contract: 'depositLog', functionName: 'anchor', args })
      .catch((it: unknown) => it);
    expect(error).to.be.instanceOf(TransactionRefusedError);
  });

  it('is followed from the first block on, in order, each event once', async () => {
    const seen: bigint[] = [];
    const fold: Fold = {
      name: 'sizes',
      version: 1,
      handlers: [on('depositLog', 'Anchored', ({ args }) => void seen.push(args.size))],
      undo: () => {},
    };
    const { rpcUrl, deployment } = commons;
    const journal = openJournal(':memory:');
    const follower = await createFollower({ rpcUrl, deployment, journal, folds: [fold], pollMs: 25 });
    follower.start();
    await anchor(chain);
    const { blockNumber } = await anchor(chain);
    await follower.reached(blockNumber);
    await follower.stop();
    await anchor(chain);
    expect(seen).to.deep.equal(Array.from({ length: Number(size) - 1 }, (_, i) => BigInt(i + 1)));
    journal.close();
  });

  it('says that the chain does not answer, or is another one', async () => {
    const options = { deployment: commons.deployment, account: south };
    const dead = await createChain({ ...options, rpcUrl: 'http://127.0.0.1:18559' }).catch((it: unknown) => it);
    expect(dead).to.be.instanceOf(ChainUnreachableError);
    const deployment = { ...commons.deployment, chainId: 5 };
    const wrong = await createChain({ ...options, deployment, rpcUrl: commons.rpcUrl }).catch((it: unknown) => it);
    expect(wrong).to.be.instanceOf(WrongChainError);
  });
});
