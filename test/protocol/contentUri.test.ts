import * as dagCbor from '@ipld/dag-cbor';
import { expect } from 'chai';
import { base58btc } from 'multiformats/bases/base58';
import { CID } from 'multiformats/cid';
import { identity } from 'multiformats/hashes/identity';
import { sha256, sha512 } from 'multiformats/hashes/sha2';
import { blockCid, rawCid } from '../../protocol/blocks/block.ts';
import { encodeBatch } from '../../protocol/blocks/logBatch.ts';
import { fromContentUri, toContentCid, toContentUri } from '../../protocol/contentUri.ts';

const bytes = new TextEncoder().encode('a block');
const cid = blockCid(`0x${'ab'.repeat(32)}`);

describe('names of blocks', () => {
  it('are of one kind, so that whoever reads a log gets what all others get', async () => {
    expect(fromContentUri(toContentUri(cid)).equals(cid)).to.equal(true);
    const half = await sha256.digest(bytes, { truncate: 20 });
    const others = {
      'an older version': CID.createV0(cid.multihash as never).toString(),
      'another alphabet': cid.toString(base58btc),
      'another digest': CID.createV1(dagCbor.code, await sha512.digest(bytes)).toString(),
      'half of a digest': CID.createV1(dagCbor.code, half).toString(),
      'no digest at all': CID.createV1(dagCbor.code, identity.digest(bytes)).toString(),
      'another codec': CID.createV1(0x70, cid.multihash).toString(),
    };
    for (const [what, name] of Object.entries(others)) expect(toContentCid(`ipfs://${name}`), what).to.equal(null);
  });

  it('are those of manifests where a log has its leaves', () => {
    const statement = { signedAt: 1, expiresAt: 2, signature: new Uint8Array(65) };
    const batch = { v: 2 as const, logId: 1, start: 0, statements: [statement], previous: null };
    expect(encodeBatch({ ...batch, leaves: [cid] }).bytes).to.have.property('byteLength');
    for (const leaf of [rawCid(bytes), CID.createV1(dagCbor.code, identity.digest(bytes))])
      expect(() => encodeBatch({ ...batch, leaves: [leaf] }), `${leaf}`).to.throw();
  });
});
