import { expect } from 'chai';
import { createReader, SealBrokenError, sealText } from '../../../protocol/manifest/sealedText.ts';
import { failure } from '../../client/fixtures.ts';

const TEXT = 'Ein Boot im Schilf.\n';

describe('sealed text', () => {
  it('opens for its reader and for nobody else', async () => {
    const [reader, other] = await Promise.all([createReader(), createReader()]);
    const sealed = await sealText(TEXT, reader.publicKey);
    expect(Buffer.from(sealed).includes(TEXT.trim())).to.equal(false);
    expect(await reader.open(sealed)).to.equal(TEXT);
    expect(await failure(other.open(sealed))).to.be.instanceOf(SealBrokenError);
  });

  it('refuses altered bytes and what is no public key', async () => {
    const reader = await createReader();
    const sealed = await sealText(TEXT, reader.publicKey);
    for (const at of [1, 66, sealed.length - 1]) {
      const altered = new Uint8Array(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(await failure(reader.open(altered)), `byte ${at}`).to.be.instanceOf(SealBrokenError);
    }
    expect(await failure(reader.open(new Uint8Array(3)))).to.be.instanceOf(SealBrokenError);
    expect(await failure(sealText(TEXT, new Uint8Array(65)))).to.be.instanceOf(SealBrokenError);
  });
});
