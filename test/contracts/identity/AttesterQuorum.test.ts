import { expect } from 'chai';
import { verifyTypedData as verifyWithEthers } from 'ethers';
import { keccak256 } from 'viem';
import { attestationTypedData } from '../../../protocol/typedData/attestation.ts';
import { doubleTypedData, encodeDoubleEvidence } from '../../../protocol/typedData/double.ts';
import {
  ANA,
  accountAt,
  addressAt,
  attest,
  BAKO,
  type Commons,
  chainId,
  deployCommons,
  hashOf,
  networkHelpers,
  refuses,
  STRANGER,
  viem,
} from '../commons.ts';

describe('AttesterQuorum', () => {
  const ana = addressAt(ANA);
  let commons: Commons;
  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployCommons);
  });
  const refused = (evidence: `0x${string}`, error: string, args: unknown[]) =>
    refuses(commons.attesterQuorum.read.check([ana, evidence]), commons.attesterQuorum, error, args);

  it('lists its attesters and quorum', async () => {
    expect(await commons.attesterQuorum.read.quorum()).to.equal(2n);
    expect(await commons.attesterQuorum.read.attesters()).to.have.length(3);
    expect(await commons.attesterQuorum.read.isAttester([addressAt(1)])).to.equal(true);
    expect(await commons.attesterQuorum.read.isAttester([ana])).to.equal(false);
    expect(await commons.attesterQuorum.read.slots()).to.equal(7n);
  });

  it('accepts k of n signatures', async () => {
    const [kind, tag, , signers] = await commons.attesterQuorum.read.check([ana, await attest(commons, ana)]);
    expect([kind, tag, signers]).to.deep.equal([1, keccak256(ana), 3n]);
    await commons.attesterQuorum.read.check([ana, await attest(commons, ana, { signers: [3, 1, 2] })]);
  });

  it('refuses fewer signers than the quorum', async () => {
    await refused(await attest(commons, ana, { signers: [1] }), 'AttestersTooFew', [1n, 2n]);
  });

  it('refuses one attester twice', async () => {
    await refused(await attest(commons, ana, { signers: [1, 1] }), 'SignersUnordered', [addressAt(1), addressAt(1)]);
  });

  it('refuses a signer who is no attester', async () => {
    const evidence = await attest(commons, ana, { signers: [1, 2, STRANGER] });
    await refused(evidence, 'AttesterUnknown', [addressAt(STRANGER)]);
  });

  it('refuses an expired statement', async () => {
    await refused(await attest(commons, ana, { validUntil: 1n }), 'AttestationExpired', [1n]);
  });

  it('refuses a statement about somebody else', async () => {
    await refused(await attest(commons, addressAt(BAKO)), 'AttestationInvalid', [addressAt(2)]);
  });

  it('says of two identities that they are one human only by more than half of all', async () => {
    const double = { first: 1n, second: 2n };
    const typed = doubleTypedData({ chainId, quorum: commons.attesterQuorum.address, double });
    const sign = (indices: number[]) =>
      Promise.all(
        indices.map(async (it) => ({
          signer: accountAt(it).address,
          signature: await accountAt(it).signTypedData(typed),
        })),
      );
    await commons.attesterQuorum.read.checkDouble([1n, 2n, encodeDoubleEvidence(await sign([1, 3]))]);
    const few = commons.attesterQuorum.read.checkDouble([1n, 2n, encodeDoubleEvidence(await sign([1]))]);
    await refuses(few, commons.attesterQuorum, 'AttestersTooFew', [1n, 2n]);
  });

  it('refuses an impossible quorum and a doubled attester', async () => {
    const { attesterQuorum } = commons;
    const make = (list: `0x${string}`[], k: bigint) =>
      viem.deployContract('AttesterQuorum', [commons.authority.address, list, k]);
    const fails = viem.assertions.revertWithCustomErrorWithArgs;
    await fails(make([ana], 2n), attesterQuorum, 'QuorumImpossible', [1n, 2n]);
    await fails(make([ana], 0n), attesterQuorum, 'QuorumImpossible', [1n, 0n]);
    await fails(make([ana, ana], 1n), attesterQuorum, 'AttesterInvalid', [ana]);
  });

  it('takes signatures that ethers, an independent implementation, verifies', async () => {
    const attestation = { account: ana, kind: 1, tag: hashOf('tag'), validUntil: 4_000_000_000n };
    const typed = attestationTypedData({ chainId, quorum: commons.attesterQuorum.address, attestation });
    const signature = await accountAt(1).signTypedData(typed);
    const types = { Attestation: [...typed.types.Attestation] };
    expect(verifyWithEthers(typed.domain, types, attestation, signature)).to.equal(accountAt(1).address);
  });
});
