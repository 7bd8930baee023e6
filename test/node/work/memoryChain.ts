import { type Address, encodeAbiParameters, type Hex, keccak256, toHex, zeroHash } from 'viem';
import type { Chain, ChainEvent } from '../../../node/chain/chain.ts';
import { TransactionRefusedError } from '../../../node/chain/sender.ts';

type Book = { root: Hex; count: number; units: bigint };
type Operator = { account: Address; group: Hex; peerId: Hex };

/** ReceiptBook, SpotCheck and the registries in memory, with the same rules and the same errors. */
export function createMemoryChain() {
  const books = new Map<string, Book>();
  const seeds = new Map<string, Hex>();
  const commitments = new Map<string, { commitment: Hex; verifier: Address }>();
  const revealed = new Map<string, { checked: number; failed: number; root: Hex; uri: string }>();
  const credited = new Map<string, bigint>();
  const events: (ChainEvent & { contract: string })[] = [];
  const operators = new Map<bigint, Operator>();
  const manifests = new Map<bigint, { operatorId: bigint; domain: string; status: number; hashes: Hex[] }>();
  const failing = new Set<string>();
  let sent = 0;

  const emit = (contract: string, eventName: string, args: Record<string, unknown>) =>
    events.push({
      contract,
      eventName,
      args,
      blockNumber: BigInt(events.length),
      transactionHash: zeroHash,
      logIndex: 0,
    });
  const idOf = (account: Address) => [...operators].find(([, it]) => it.account === account)?.[0] ?? 0n;

  const as = (account: Address) => {
    const refuse = (call: Parameters<Chain['send']>[0], name: string): never => {
      throw new TransactionRefusedError(call, name);
    };
    const send = async (call: Parameters<Chain['send']>[0]) => {
      const args = call.args as any[];
      const key = `${args[0]} ${args[1]}`;
      if (failing.has(call.functionName)) throw new Error(`${call.functionName} did not reach the chain`);
      sent += 1;
      if (call.functionName === 'seal') {
        const mine = `${idOf(account)} ${args[0]}`;
        if (books.has(mine)) refuse(call, 'AlreadySealed');
        books.set(mine, { root: args[1], count: args[2], units: args[3] });
        emit('receiptBook', 'Sealed', { operatorId: idOf(account), epoch: args[0], uri: args[4] });
      } else if (call.functionName === 'draw') {
        if (seeds.has(key)) refuse(call, 'AlreadyDrawn');
        seeds.set(key, keccak256(toHex(`seed ${key}`)));
        emit('spotCheck', 'SeedDrawn', { operatorId: args[0], epoch: args[1], seed: seeds.get(key) });
      } else if (call.functionName === 'commit') {
        if (commitments.has(key)) refuse(call, 'GroupCommitted');
        commitments.set(key, { commitment: args[2], verifier: account });
      } else if (call.functionName === 'reveal') {
        const [, , checked, failed, root, salt, uri] = args;
        const types = ['uint32', 'uint32', 'bytes32', 'bytes32', 'address'].map((type) => ({ type }));
        const opened = keccak256(encodeAbiParameters(types, [checked, failed, root, salt, account]));
        if (!commitments.has(key)) refuse(call, 'NotCommitted');
        if (commitments.get(key)!.commitment !== opened) refuse(call, 'CommitmentMismatch');
        if (revealed.has(key)) refuse(call, 'AlreadyRevealed');
        revealed.set(key, { checked, failed, root, uri });
        if (failed === 0 && checked > 0) credited.set(key, books.get(key)!.units);
      } else if (call.functionName === 'publish') {
        const expertId = BigInt(manifests.size + 1);
        manifests.set(expertId, { operatorId: idOf(account), domain: args[0], status: 1, hashes: [args[1]] });
        emit('expertRegistry', 'ExpertPublished', { expertId, operatorId: idOf(account), domain: args[0] });
      } else if (call.functionName === 'updateManifest') manifests.get(args[0])!.hashes.push(args[1]);
      return {} as never;
    };
    const read = async ({ functionName, args = [] }: Parameters<Chain['read']>[0]): Promise<any> => {
      const [first, second] = args as bigint[];
      const key = `${first} ${second}`;
      if (functionName === 'book') return books.get(key) ?? { root: zeroHash, count: 0, units: 0n };
      if (functionName === 'seed') return seeds.get(key) ?? zeroHash;
      if (functionName === 'groupOf') return operators.get(first!)!.group;
      if (functionName === 'operator') return operators.get(first!);
      const expert = manifests.get(first!);
      if (functionName === 'manifestHistory') return expert?.hashes ?? [];
      if (functionName === 'expert')
        return { ...expert, operatorId: expert?.operatorId ?? 0n, manifestHash: expert?.hashes.at(-1) };
      throw new Error(functionName);
    };
    const matching: Chain['events'] = async (query) =>
      events.filter(
        (event) =>
          event.contract === query.contract &&
          event.eventName === query.eventName &&
          Object.entries(query.args ?? {}).every(([name, value]) => event.args[name] === value),
      ) as never;
    return { account: { address: account } as never, send, read, events: matching, watch: () => undefined };
  };
  const addOperator = (id: bigint, operator: Operator) => {
    operators.set(id, operator);
    emit('operatorRegistry', 'NodeBound', { operatorId: id, peerId: operator.peerId });
  };
  return { as, addOperator, books, seeds, revealed, credited, manifests, failing, sent: () => sent };
}

/** Blocks in memory. */
export function createMemoryStorage() {
  const blocks = new Map<string, Uint8Array>();
  return {
    blocks,
    put: async (bytes: Uint8Array, codec: 'raw' | 'dag-cbor') => {
      const { CID } = await import('multiformats/cid');
      const { sha256 } = await import('multiformats/hashes/sha2');
      const cid = CID.createV1(codec === 'raw' ? 0x55 : 0x71, await sha256.digest(bytes));
      blocks.set(cid.toString(), bytes);
      return cid;
    },
    get: async (cid: { toString(): string }) => {
      const bytes = blocks.get(cid.toString());
      if (!bytes) throw new Error(`no block ${cid}`);
      return bytes;
    },
  };
}
