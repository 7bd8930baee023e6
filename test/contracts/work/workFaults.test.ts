import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as dagCbor from '@ipld/dag-cbor';
import { expect } from 'chai';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import type { Hex } from 'viem';
import { type Client, createClient, NoReplayError, NotSealedError } from '../../../client/createClient.ts';
import { fromAccount } from '../../../client/signer.ts';
import { blockPath } from '../../../protocol/http/blocks.ts';
import { buildChunk } from '../../../protocol/proofs/buildChunk.ts';
import { toBf16 } from '../../../protocol/proofs/floats.ts';
import { buildProofTree, type ProvenChunk } from '../../../protocol/proofs/proofTree.ts';
import { topK } from '../../../protocol/proofs/topK.ts';
import { sealedRootTypedData } from '../../../protocol/typedData/sealedRoot.ts';
import type { WorkReceipt } from '../../../protocol/typedData/workReceipt.ts';
import { toWireReceipt } from '../../../protocol/work/job.ts';
import { storeReceiptList } from '../../../protocol/work/receiptLists.ts';
import { buildReceiptTree } from '../../../protocol/work/receiptTree.ts';
import {
  accountAt,
  addressAt,
  type Commons,
  chainId,
  deployPopulated,
  hashOf,
  NORTH,
  networkHelpers,
  provider,
  STRANGER,
} from '../commons.ts';
import { type SealedEpoch, sealAndDraw, sealEpoch } from './creditWork.ts';

const VOID = 7;
const values = Float32Array.from({ length: 1_000 }, (_, i) => Math.sin(i * i) * 8);

/** A chunk of these activations with the values that a node commits to beside it. */
function commit(toValue: (pattern: number) => number): ProvenChunk {
  const patterns = Array.from(values, toBf16);
  const points = topK(patterns, 64).indices.map((index) => ({ index, own: toValue(patterns[index] ?? 0) }));
  return { claim: buildChunk(values, { k: 64, isTwoWord: false }), points };
}

function toReceipt(index: number, proofRoot: Hex = hashOf('none')): WorkReceipt {
  return {
    ...{ version: 2, epoch: 7n, index: BigInt(index), jobId: hashOf(`job ${index}`) },
    ...{ gate: addressAt(NORTH), operator: addressAt(NORTH), expertId: 3n, proofRoot },
    ...{ modelHash: hashOf('model'), adapterHash: hashOf('adapter'), runtimeClass: 'onnxruntime-node/1.30.0/cpu' },
    ...{ inputHash: hashOf('in'), outputHash: hashOf('out'), seed: 5n, units: 10n, startedAt: 1n, finishedAt: 2n },
  };
}

/** What anybody with the evidence does from the client, on the contracts as they are deployed. */
describe('Faults of work, from the client', () => {
  const blocks = new Map<string, Uint8Array>();
  let server: Server;
  let url: string;
  let commons: Commons;
  let client: Client;

  /** One server is the chain of this process and a gate that has the blocks. */
  before(async () => {
    server = createServer(async (request, response) => {
      if (request.method === 'GET') return void response.end(blocks.get(request.url ?? '') ?? '');
      const body = await request.setEncoding('utf8').toArray();
      const { id, method, params } = JSON.parse(body.join(''));
      const answer = await provider.request({ method, params }).then(
        (result) => ({ result }),
        ({ code, message, data }) => ({ error: { code, message, data: data?.data ?? data } }),
      );
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  beforeEach(async () => {
    commons = await networkHelpers.loadFixture(deployPopulated);
    const contracts = Object.fromEntries(Object.entries(commons).map(([name, { address }]) => [name, address]));
    const endpoints = { chainId, rpcUrl: url, graphqlUrl: url, apiUrls: [url], contracts: contracts as never };
    client = await createClient({ endpoints, signer: fromAccount(accountAt(STRANGER)) });
  });

  const put = async (bytes: Uint8Array) => {
    const cid = CID.createV1(dagCbor.code, await sha256.digest(bytes));
    blocks.set(blockPath(cid), bytes);
    return cid;
  };

  /** Publishes receipts and seals them; drawn for an audit where that is asked. */
  async function publish(receipts: readonly WorkReceipt[], seal: typeof sealEpoch = sealEpoch): Promise<SealedEpoch> {
    const signed = receipts.map((receipt) => ({ receipt: toWireReceipt(receipt), signature: '0x' as const }));
    const uri = await storeReceiptList({ put }, 7, signed);
    const root = buildReceiptTree(receipts).root;
    return seal(commons, { operator: NORTH, units: 10n * BigInt(receipts.length), count: receipts.length, root, uri });
  }

  const workOf = ({ operatorId, epoch }: SealedEpoch) => ({ operatorId: Number(operatorId), epoch: Number(epoch) });
  const faultTime = (operatorId: bigint) => commons.receiptBook.read.faultTimeOf([operatorId]);

  it('prove a receipt that stands in two epochs, and none where each stands once', async () => {
    const one = await publish([toReceipt(0), toReceipt(1), toReceipt(2)]);
    const two = await publish([toReceipt(3), toReceipt(1)]);
    const three = await publish([toReceipt(4)]);
    const failed = (work: Promise<unknown>) => work.catch((error: unknown) => error);
    expect(await failed(client.workFaults.replay(workOf(one)))).to.be.instanceOf(NoReplayError);
    expect(await failed(client.workFaults.replay(workOf(one), workOf(three).epoch))).to.be.instanceOf(NoReplayError);
    expect(await failed(client.workFaults.replay({ ...workOf(one), epoch: 1 }))).to.be.instanceOf(NotSealedError);
    expect(await faultTime(one.operatorId)).to.equal(0);
    await client.workFaults.replay(workOf(one), workOf(two).epoch);
    expect(await faultTime(one.operatorId)).to.be.greaterThan(two.sealed.sealedAt);
  });

  it('prove a receipt that stands twice in one epoch', async () => {
    const one = await publish([toReceipt(0), toReceipt(1), toReceipt(0)]);
    await client.workFaults.replay(workOf(one));
    expect(await faultTime(one.operatorId)).to.be.greaterThan(one.sealed.sealedAt);
  });

  it('prove another root that the operator signed', async () => {
    const one = await publish([toReceipt(0)]);
    const { operatorId, epoch } = one;
    const root = hashOf('another');
    const typed = sealedRootTypedData({
      ...{ chainId, receiptBook: commons.receiptBook.address },
      sealed: { operatorId, epoch, root },
    });
    const signature = await accountAt(NORTH).signTypedData(typed);
    await client.workFaults.equivocation({ ...workOf(one), root, signature });
    expect(await faultTime(operatorId)).to.be.greaterThan(one.sealed.sealedAt);
  });

  it('prove a chunk that contradicts the values beside it, and no honest one', async () => {
    const chunks = [commit((pattern) => pattern), commit((pattern) => pattern ^ 0x1000)];
    const receipts = [toReceipt(0), toReceipt(1, buildProofTree(chunks).root)] as const;
    const one = await publish(receipts, sealAndDraw);
    const proof = { ...workOf(one), jobId: receipts[1].jobId, chunks };
    const refused = await client.workFaults.falseProof({ ...proof, chunk: 0 }).catch((error: unknown) => error);
    expect(refused).to.have.property('errorName', 'FaultNotProven');
    await client.workFaults.falseProof({ ...proof, chunk: 1 });
    expect((await commons.spotCheck.read.audit([one.key])).stage).to.equal(VOID);
  });
});
