import { createHmac as createReference } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { bytesToHex, sha256, toHex } from 'viem';
import { createHmac } from '../../../protocol/corpus/rank.ts';

describe('createHmac', () => {
  it('agrees with the HMAC of the standard library for any seed and message', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (label, message) => {
        const seed = sha256(toHex(label));
        const reference = createReference('sha256', seed.slice(2)).update(message).digest('hex');
        expect(bytesToHex(createHmac(seed)(message))).to.equal(`0x${reference}`);
      }),
    );
  });
});
