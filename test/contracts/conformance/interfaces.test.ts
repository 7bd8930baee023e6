import { expect } from 'chai';
import type { Address, Hex } from 'viem';
import { client, deployCommons, networkHelpers, viem } from '../commons.ts';
import { erc165Abi } from './standards.ts';

const ERC5192 = '0xb45a3c0e';
const NONE = '0xffffffff';

/** Hardhat writes no types for contracts of tests. */
type Ids = {
  readonly read: Record<
    'governor' | 'erc165' | 'erc721' | 'erc721Metadata' | 'erc1155' | 'erc1155Metadata',
    () => Promise<Hex>
  >;
};

describe('Interface ids (ERC-165)', () => {
  const supports = (address: Address, interfaceId: Hex) =>
    client.readContract({ address, abi: erc165Abi, functionName: 'supportsInterface', args: [interfaceId] });

  async function deploy() {
    return { commons: await deployCommons(), ids: (await viem.deployContract('InterfaceIds')) as unknown as Ids };
  }

  it('names the governor an IGovernor', async () => {
    const { commons, ids } = await networkHelpers.loadFixture(deploy);
    const { address } = commons.commonsGovernor;
    expect(await supports(address, await ids.read.governor())).to.equal(true);
    expect(await supports(address, await ids.read.erc165())).to.equal(true);
    expect(await supports(address, NONE)).to.equal(false);
  });

  it('names the expert registry an ERC-721 with metadata whose tokens are locked (ERC-5192)', async () => {
    const { commons, ids } = await networkHelpers.loadFixture(deploy);
    const { address } = commons.expertRegistry;
    for (const id of [await ids.read.erc165(), await ids.read.erc721(), await ids.read.erc721Metadata(), ERC5192]) {
      expect(await supports(address, id as Hex), id).to.equal(true);
    }
    expect(await supports(address, NONE)).to.equal(false);
  });

  it('names the credits an ERC-1155 with metadata', async () => {
    const { commons, ids } = await networkHelpers.loadFixture(deploy);
    const { address } = commons.contributionCredits;
    for (const id of [await ids.read.erc165(), await ids.read.erc1155(), await ids.read.erc1155Metadata()]) {
      expect(await supports(address, id), id).to.equal(true);
    }
    expect(await supports(address, NONE)).to.equal(false);
  });
});
