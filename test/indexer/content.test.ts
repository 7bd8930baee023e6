import { expect } from 'chai';
import { extendFrontier, frontierRoot } from '../../indexer/content/batches.ts';
import { createFetchBlock } from '../../indexer/content/fetchBlock.ts';
import { MerkleLog } from '../../protocol/merkle/tree.ts';
import { startGateway } from './fixtures/gateway.ts';

const HELLO = 'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq';
const never = new AbortController().signal;

describe('indexer content', () => {
  describe('fetchBlock', () => {
    it('refuses wrong bytes for a CID and takes the right ones from the next gateway', async () => {
      const wrong = await startGateway(new Map([[HELLO, new TextEncoder().encode('jello')]]));
      const right = await startGateway(new Map([[HELLO, new TextEncoder().encode('hello')]]));
      const bytes = await createFetchBlock([wrong.url, right.url])(HELLO, { maxBytes: 100, signal: never });
      expect(new TextDecoder().decode(bytes)).to.equal('hello');
      const error = await createFetchBlock([wrong.url])(HELLO, { maxBytes: 100, signal: never }).catch((e) => e);
      expect(error.name).to.equal('BlockUnavailableError');
      expect(error.message).to.contain('the bytes do not fit the CID');
      await Promise.all([wrong.stop(), right.stop()]);
    });

    it('stops reading at the limit', async () => {
      const gateway = await startGateway(new Map([[HELLO, new Uint8Array(1000)]]));
      const error = await createFetchBlock([gateway.url])(HELLO, { maxBytes: 100, signal: never }).catch((e) => e);
      expect(error.message).to.contain('more than 100 bytes');
      await gateway.stop();
    });
  });

  describe('frontier', () => {
    it('has the root of the whole log at every size and every cut', () => {
      const leaves = Array.from({ length: 40 }, (_, i) => new Uint8Array([i, 7]));
      const log = new MerkleLog(leaves);
      for (let cut = 0; cut <= leaves.length; cut += 1) {
        const first = extendFrontier([], 0, leaves.slice(0, cut));
        expect(frontierRoot(first)).to.equal(log.root(cut));
        const all = extendFrontier(first, cut, leaves.slice(cut));
        expect(frontierRoot(all)).to.equal(log.root());
      }
    });
  });
});
