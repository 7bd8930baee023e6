import { generateKeyPair } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { expect } from 'chai';
import { type Address, encodeFunctionData, type Hex, keccak256, numberToHex, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Chain } from '../../../node/chain/chain.ts';
import { createFollower } from '../../../node/chain/createFollower.ts';
import type { Follower } from '../../../node/chain/follower.ts';
import { bindPeer } from '../../../node/identity/bindPeer.ts';
import { createMembers, type Members } from '../../../node/identity/members.ts';
import { peerKeyOf } from '../../../node/identity/peerKey.ts';
import { type Journal, openJournal } from '../../../node/journal/journal.ts';
import { openViews, type Views } from '../../../node/views.ts';
import { identityRegistryAbi } from '../../../protocol/abi/IdentityRegistry.ts';
import { operatorRegistryAbi } from '../../../protocol/abi/OperatorRegistry.ts';
import { attestationTypedData, encodeAttestationEvidence } from '../../../protocol/typedData/attestation.ts';
import { doubleTypedData, encodeDoubleEvidence } from '../../../protocol/typedData/double.ts';
import { type BareCommons, startCommons } from '../../../scripts/bench/bareCommons.ts';
import { type Person, uniquenessTag } from '../../../scripts/local/people.ts';
import { attesters, operators } from '../../../scripts/local/testPeople.ts';

const [north, south, east, west, centre] = operators as [Person, Person, Person, Person, Person];
const DAY = 24 * 3600;
const YEAR = 365 * DAY;
const INSTITUTION = 2;

describe('members, as the contracts have them', () => {
  let commons: BareCommons;
  let journal: Journal;
  let views: Views;
  let follower: Follower;
  let members: Members;
  let asNorth: Chain;
  const peers: string[] = [];
  const accounts: Address[] = operators.map((it) => it.account.address);

  before(async function () {
    this.timeout(120_000);
    commons = await startCommons(18553);
    journal = openJournal(':memory:');
    views = openViews(journal, 0n);
    asNorth = await commons.as(north.account);
    const { rpcUrl, deployment } = commons;
    follower = await createFollower({ rpcUrl, deployment, journal, folds: views.folds });
    await follower.caughtUp();
    members = createMembers({
      ...{ rows: views.memberRows, peers: views.peers, experts: views.experts },
      isFrozen: (kind, id) => views.restrictions.isFrozen(kind, id, Number(follower.head().timestamp)),
      minStake: await asNorth.read({ contract: 'operatorRegistry', functionName: 'minStake' }),
      now: () => follower.head().timestamp,
      refresh: () => follower.caughtUp(),
    });
  });
  after(async () => {
    await follower?.stop();
    journal?.close();
    await commons?.stop();
  });

  const read = {
    idOf: (account: Address) =>
      asNorth.read({ contract: 'operatorRegistry', functionName: 'operatorOf', args: [account] }),
    isActive: (id: bigint) => asNorth.read({ contract: 'operatorRegistry', functionName: 'isActive', args: [id] }),
    idOfPeer: (peer: string) =>
      asNorth.read({ contract: 'operatorRegistry', functionName: 'operatorOfPeer', args: [peerKeyOf(peer)] }),
    operator: (id: bigint) => asNorth.read({ contract: 'operatorRegistry', functionName: 'operator', args: [id] }),
    expert: (id: bigint) => asNorth.read({ contract: 'expertRegistry', functionName: 'expert', args: [id] }),
    isExpertActive: (id: bigint) => asNorth.read({ contract: 'expertRegistry', functionName: 'isActive', args: [id] }),
  };

  /** Asks the view and the contracts the same questions about everyone. */
  const compare = async (): Promise<string> => {
    await follower.caughtUp();
    let active = '';
    for (const account of accounts) {
      const id = await read.idOf(account);
      expect(await members.idOf(account), account).to.equal(Number(id));
      expect(await members.isActiveOperator(account), account).to.equal(await read.isActive(id));
      active += (await read.isActive(id)) ? '1' : '0';
    }
    for (const peer of peers) {
      const id = await read.idOfPeer(peer);
      expect(await members.idOfPeer(peer)).to.equal(Number(id));
      const { account } = await read.operator(id);
      const expected = (await read.isActive(id)) ? { operatorId: Number(id), account } : null;
      expect(await members.operatorOfPeer(peer)).to.deep.equal(expected);
      expect(await members.isActivePeer(peer)).to.equal(expected !== null);
    }
    for (const expertId of [1n, 2n]) {
      const { operatorId } = await read.expert(expertId);
      const isActive = operatorId !== 0n && (await read.isExpertActive(expertId));
      expect(await members.isExpertOf(Number(expertId), Number(operatorId))).to.equal(isActive);
      expect(await members.isExpertOf(Number(expertId), 999)).to.equal(false);
    }
    return active;
  };
  const ask = (method: string, ...params: unknown[]) => asNorth.client.request({ method, params } as never);
  const wait = async (seconds: number) => {
    await ask('evm_increaseTime', seconds);
    await ask('evm_mine');
  };
  const impersonate = async (from: Address, to: Address, data: Hex) => {
    await ask('anvil_impersonateAccount', from);
    await ask('anvil_setBalance', from, numberToHex(10n ** 18n));
    const hash = await ask('eth_sendTransaction', { from, to, data });
    const { status } = await asNorth.client.waitForTransactionReceipt({ hash });
    expect(status).to.equal('success');
  };
  const attest = async (account: Address, tag: Hex) => {
    const { timestamp } = await asNorth.client.getBlock();
    const attestation = { account, kind: INSTITUTION, tag, validUntil: timestamp + BigInt(YEAR) };
    const quorum = commons.deployment.contracts.attesterQuorum;
    const typed = attestationTypedData({ chainId: commons.deployment.chainId, quorum, attestation });
    const signatures = await Promise.all(
      attesters.slice(0, 2).map(async (attester) => ({
        signer: attester.account.address,
        signature: await attester.account.signTypedData(typed),
      })),
    );
    return encodeAttestationEvidence(attestation, signatures);
  };

  const attestDouble = async (first: bigint, second: bigint) => {
    const { chainId, contracts } = commons.deployment;
    const typed = doubleTypedData({ chainId, quorum: contracts.attesterQuorum, double: { first, second } });
    const signed = attesters.map(async ({ account }) => ({
      signer: account.address,
      signature: await account.signTypedData(typed),
    }));
    return encodeDoubleEvidence(await Promise.all(signed));
  };

  it('knows who is enrolled and bonded', async () => {
    accounts.push('0x00000000000000000000000000000000000000ff');
    expect(await compare()).to.match(/^1+0$/);
  });

  it('follows peers that are bound and unbound', async () => {
    for (const person of [north, south]) {
      const peerKey = await generateKeyPair('secp256k1');
      const peerId = peerIdFromPrivateKey(peerKey).toString();
      peers.push(peerId);
      await bindPeer({ chain: await commons.as(person.account), follower, members, peerId, peerKey, endpoints: '' });
    }
    const stranger = peerIdFromPrivateKey(await generateKeyPair('secp256k1')).toString();
    peers.push(stranger);
    await compare();
    expect(await members.isActivePeer(peers[0] as string)).to.equal(true);
    const args = [peerKeyOf(peers[1] as string)] as const;
    const asSouth = await commons.as(south.account);
    await asSouth.send({ contract: 'operatorRegistry', functionName: 'unbindNode', args });
    await compare();
    expect(await members.idOfPeer(peers[1] as string)).to.equal(0);
  });

  it('follows experts that are published and retired', async () => {
    const hash = keccak256(toHex('manifest'));
    for (const domain of ['general', 'technical']) {
      await asNorth.send({ contract: 'expertRegistry', functionName: 'publish', args: [domain, hash, 'ipfs://'] });
    }
    await compare();
    expect(await members.isExpertOf(2, await members.idOf(north.account.address))).to.equal(true);
    await asNorth.send({ contract: 'expertRegistry', functionName: 'retire', args: [2n] });
    await compare();
    expect(await members.isExpertOf(2, await members.idOf(north.account.address))).to.equal(false);
    expect(views.experts.everPublished(2, hash)).to.equal(true);
  });

  it('follows stakes: unbonding, bonding again, taking out, slashing', async () => {
    const before = await compare();
    const asSouth = await commons.as(south.account);
    await asSouth.send({ contract: 'operatorRegistry', functionName: 'unbond' });
    expect(await compare()).to.not.equal(before);
    await asSouth.send({ contract: 'operatorRegistry', functionName: 'bond', value: 1n });
    expect(await compare()).to.equal(before);
    await asSouth.send({ contract: 'operatorRegistry', functionName: 'unbond' });
    await wait(60);
    await asSouth.send({ contract: 'operatorRegistry', functionName: 'withdrawStake' });
    await compare();
    await asSouth.send({ contract: 'operatorRegistry', functionName: 'bond', value: 2n * 10n ** 18n });
    expect(await compare()).to.equal(before);
    const id = await read.idOf(south.account.address);
    const { operatorRegistry, disputeCourt } = commons.deployment.contracts;
    const slash = (share: number) =>
      encodeFunctionData({ abi: operatorRegistryAbi, functionName: 'slash', args: [id, share, 1n] });
    await impersonate(disputeCourt, operatorRegistry, slash(5_000));
    expect(await compare()).to.equal(before);
    await impersonate(disputeCourt, operatorRegistry, slash(1));
    expect(await compare()).to.not.equal(before);
  });

  it('follows a suspension to its end, which no event tells', async () => {
    const id = await read.idOf(east.account.address);
    const before = await compare();
    const { timestamp } = await asNorth.client.getBlock();
    const { identityRegistry, disputeCourt } = commons.deployment.contracts;
    const args = [id, timestamp + 100n, 1n] as const;
    await impersonate(
      disputeCourt,
      identityRegistry,
      encodeFunctionData({ abi: identityRegistryAbi, functionName: 'suspend', args }),
    );
    expect(await compare()).to.not.equal(before);
    await wait(200);
    expect(await compare()).to.equal(before);
  });

  it('follows an identity to another account', async () => {
    const id = await read.idOf(centre.account.address);
    const next = privateKeyToAccount(keccak256(toHex('the next account'))).address;
    accounts.push(next);
    const evidence = await attest(next, uniquenessTag(centre.account.address));
    await asNorth.send({
      contract: 'identityRegistry',
      functionName: 'requestRekey',
      args: [id, next, evidence],
    });
    await compare();
    await wait(YEAR / 4);
    await asNorth.send({ contract: 'identityRegistry', functionName: 'completeRekey', args: [id] });
    await compare();
    expect(await members.idOf(next)).to.equal(Number(id));
    expect(await members.idOf(centre.account.address)).to.equal(0);
  });

  it('follows statements that end and are renewed, and identities that turn out to be a second one', async () => {
    await wait(YEAR);
    expect(await compare()).to.match(/^0+$/);
    const id = await read.idOf(west.account.address);
    const evidence = await attest(west.account.address, uniquenessTag(west.account.address));
    await asNorth.send({ contract: 'identityRegistry', functionName: 'renew', args: [id, evidence] });
    expect(await compare()).to.match(/1/);
    const first = await read.idOf(north.account.address);
    const renewed = await attest(north.account.address, uniquenessTag(north.account.address));
    await asNorth.send({ contract: 'identityRegistry', functionName: 'renew', args: [first, renewed] });
    const double = await attestDouble(first, id);
    await asNorth.send({ contract: 'identityRegistry', functionName: 'revokeDouble', args: [first, id, double] });
    expect(await compare()).to.match(/^10+$/);
  });
});
