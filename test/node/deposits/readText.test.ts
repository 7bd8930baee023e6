import { expect } from 'chai';
import { bytesToHex, isAddressEqual, verifyTypedData } from 'viem';
import { createReadText } from '../../../node/deposits/readText.ts';
import type { ShownReadRequest } from '../../../protocol/http/session.ts';
import { createReader, type Reader } from '../../../protocol/manifest/sealedText.ts';
import { readRequestTypedData } from '../../../protocol/typedData/readRequest.ts';
import type { Person } from '../../../scripts/local/people.ts';
import { contributors } from '../../../scripts/local/testPeople.ts';
import { CHAIN_ID, createCustodian, REGISTRY } from './custodian.ts';

const [ana, bako] = contributors as [Person, Person];
const NOW = 1_000;
const TEXT = 'The reeds keep what the river says.\n';

describe('reading of a text', () => {
  let custodian: ReturnType<typeof createCustodian>;
  let speaker = ana;
  let read: ReturnType<typeof createReadText>;
  beforeEach(() => {
    custodian = createCustodian();
    speaker = ana;
    read = createReadText({
      ...custodian,
      ...{ chainId: CHAIN_ID, consentRegistry: REGISTRY, now: () => NOW },
      isSignedBy: (address, typed, signature) =>
        verifyTypedData({ ...typed, address, signature } as never).catch(() => false),
      speakerOf: async (depositor) =>
        isAddressEqual(depositor, ana.account.address) ? speaker.account.address : depositor,
    });
  });
  afterEach(() => custodian.journal.close());

  const take = async (tier: 'public' | 'training-only' | 'archive-only', more = {}) => {
    const { id } = await custodian.take({ text: TEXT, contributor: ana.account.address, tier, ...more });
    const manifest = await custodian.findManifest(id);
    if (!manifest) throw new Error('it was just taken in');
    return manifest;
  };
  type Wanted = { readonly by?: Person; readonly until?: number; readonly manifest: string; readonly reader: Reader };
  const sign = async ({ by = ana, until = NOW + 60, manifest, reader }: Wanted): Promise<ShownReadRequest> => {
    const { address } = by.account;
    const sealFor = bytesToHex(reader.publicKey);
    const request = { manifest, reader: address, sealFor, until: BigInt(until) };
    const typed = readRequestTypedData({ chainId: CHAIN_ID, consentRegistry: REGISTRY, request });
    return { reader: address, sealFor, until, signature: await by.account.signTypedData(typed) };
  };

  it('is open to anyone while the tier in force is public, and asked again each time', async () => {
    const manifest = await take('public');
    expect(await read(manifest, null)).to.include({ text: TEXT });
    custodian.barred.add(manifest.id);
    expect(await read(manifest, null)).to.include({ refusal: 'withheld' });
    custodian.barred.clear();
    custodian.tiers.set(manifest.id, 'training-only');
    expect(await read(manifest, null)).to.deep.equal({ refusal: 'withheld', reason: 'tier training-only' });
    custodian.withdrawn.add(manifest.id);
    expect(await read(manifest, null)).to.include({ refusal: 'withdrawn' });
  });

  it('is not open where a text is derived from one that is not', async () => {
    const parent = await take('archive-only');
    const manifest = await take('public', { lineage: [{ kind: 'derivedFrom', deposit: parent.id }] });
    expect(await read(manifest, null)).to.include({ refusal: 'withheld' });
  });

  it('is given to its contributor whatever the tier, sealed so that no gate between can read it', async () => {
    const [reader, other] = await Promise.all([createReader(), createReader()]);
    const manifest = await take('archive-only');
    const answer = await read(manifest, await sign({ manifest: manifest.id, reader }));
    if (!('sealed' in answer)) throw new Error(JSON.stringify(answer));
    expect(await reader.open(answer.sealed)).to.equal(TEXT);
    expect(await other.open(answer.sealed).catch(({ name }: Error) => name)).to.equal('SealBrokenError');
  });

  it('is refused to a stranger, to a request for another deposit or key, and to one that is too old or too long', async () => {
    const reader = await createReader();
    const manifest = await take('training-only');
    const good = await sign({ manifest: manifest.id, reader });
    const forged = { ...good, sealFor: bytesToHex((await createReader()).publicKey) };
    const cases = {
      stranger: await sign({ by: bako, manifest: manifest.id, reader }),
      'another deposit': await sign({ manifest: (await take('public')).id, reader }),
      'another key': forged,
      'in the name of another': { ...(await sign({ by: bako, manifest: manifest.id, reader })), reader: good.reader },
      old: await sign({ until: NOW, manifest: manifest.id, reader }),
      long: await sign({ until: NOW + 301, manifest: manifest.id, reader }),
    };
    for (const [name, request] of Object.entries(cases))
      expect(await read(manifest, request), name).to.include({ refusal: 'bad-request' });
  });

  it('passes with the identity: the account that was replaced reads no longer, the new one does', async () => {
    const reader = await createReader();
    const manifest = await take('training-only');
    speaker = bako;
    expect(await read(manifest, await sign({ manifest: manifest.id, reader }))).to.include({ refusal: 'bad-request' });
    expect(await read(manifest, await sign({ by: bako, manifest: manifest.id, reader }))).to.have.property('sealed');
  });
});
