import { expect } from 'chai';
import { hexToString, parseEventLogs, stringToHex } from 'viem';
import { addressAt, client, deployPopulated, from, hashOf, NORTH, networkHelpers, viem } from '../commons.ts';
import { agentAbi, lockedAbi } from './standards.ts';

/** A client that knows ERC-8004, ERC-721 and ERC-5192 and nothing of experts. */
describe('Experts, to a reader of ERC-8004', () => {
  async function open() {
    const commons = await networkHelpers.loadFixture(deployPopulated);
    const [, , , , wallet] = await viem.getWalletClients();
    const { address } = commons.expertRegistry;
    const send = async (functionName: string, args: readonly unknown[]) => {
      const hash = await wallet!.writeContract({ address, abi: agentAbi, functionName, args } as never);
      return client.getTransactionReceipt({ hash });
    };
    const read = (abi: typeof agentAbi | typeof lockedAbi, functionName: string, args: readonly unknown[]) =>
      client.readContract({ address, abi, functionName, args } as never) as Promise<unknown>;
    return { commons, send, read };
  }

  it('registers, describes and moves its file', async () => {
    const { send, read } = await open();
    const entry = { metadataKey: 'domain', metadataValue: stringToHex('lyric') };
    const { logs } = await send('register', ['ipfs://agent', [entry]]);
    const [registered] = parseEventLogs({ abi: agentAbi, eventName: 'Registered', logs });
    expect(registered?.args).to.include({ agentURI: 'ipfs://agent' });
    expect(registered?.args.owner.toLowerCase()).to.equal(addressAt(NORTH).toLowerCase());
    const agentId = registered?.args.agentId as bigint;
    const [set] = parseEventLogs({ abi: agentAbi, eventName: 'MetadataSet', logs });
    expect(set?.args).to.include({ agentId, metadataKey: 'domain' });
    expect(hexToString((await read(agentAbi, 'getMetadata', [agentId, 'domain'])) as `0x${string}`)).to.equal('lyric');

    const moved = await send('setAgentURI', [agentId, 'ipfs://other']);
    const [updated] = parseEventLogs({ abi: agentAbi, eventName: 'URIUpdated', logs: moved.logs });
    expect(updated?.args).to.include({ agentId, newURI: 'ipfs://other' });
    expect(await read(agentAbi, 'tokenURI', [agentId])).to.equal('ipfs://other');
  });

  it('locks every token from its birth (ERC-5192)', async () => {
    const { commons, read } = await open();
    const hash = await commons.expertRegistry.write.publish(['lyric', hashOf('manifest'), 'ipfs://m'], from(NORTH));
    const { logs } = await client.getTransactionReceipt({ hash });
    const [locked] = parseEventLogs({ abi: lockedAbi, eventName: 'Locked', logs });
    const { tokenId } = locked?.args ?? {};
    expect(await read(lockedAbi, 'locked', [tokenId])).to.equal(true);
    expect(((await read(agentAbi, 'ownerOf', [tokenId])) as string).toLowerCase()).to.equal(
      addressAt(NORTH).toLowerCase(),
    );
  });
});
