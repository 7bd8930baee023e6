import { expect } from 'chai';
import fc from 'fast-check';
import { bytesToHex, type Hex, hexToBytes, keccak256, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { recoverAccount as recoverFast, toAccount } from '../../../node/identity/secp256k1.ts';
import { recoverAccount } from '../../../protocol/receipts/recoverAccount.ts';
import { depositTypedData } from '../../../protocol/typedData/deposit.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const FIELD = 2n ** 256n - 2n ** 32n - 977n;
const word = (value: bigint) => hexToBytes(toHex(value, { size: 32 }));
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** The fast one must answer what the one in JavaScript answers. */
async function expectSame(digest: Hex, signature: Uint8Array): Promise<string | null> {
  const slow = (await recoverAccount(digest, signature))?.toLowerCase() ?? null;
  const fast = (await recoverFast(digest, signature))?.toLowerCase() ?? null;
  expect(fast, bytesToHex(signature)).to.equal(slow);
  return fast;
}

describe('secp256k1 in WebAssembly', function () {
  this.timeout(60_000);
  const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const key = fc.bigInt({ min: 1n, max: ORDER - 1n }).map((it) => toHex(it, { size: 32 }));

  it('recovers the same account as the JavaScript one, with s low or high and v in either form', async () => {
    const property = fc.asyncProperty(key, bytes32, async (privateKey, message) => {
      const digest = keccak256(message);
      const account = privateKeyToAccount(privateKey);
      const signature = hexToBytes(await account.sign({ hash: digest }));
      const v = signature[64] as number;
      expect(await expectSame(digest, signature)).to.equal(account.address.toLowerCase());
      expect(await expectSame(digest, join(signature.subarray(0, 64), Uint8Array.of(v - 27)))).to.not.equal(null);
      const s = BigInt(bytesToHex(signature.subarray(32, 64)));
      await expectSame(digest, join(signature.subarray(0, 32), word(ORDER - s), Uint8Array.of(55 - v)));
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('answers alike for any bytes, of any length', async () => {
    const signature = fc.oneof(
      fc.uint8Array({ maxLength: 130 }),
      fc
        .tuple(bytes32, bytes32, fc.constantFrom(0, 1, 2, 26, 27, 28, 29, 30, 255))
        .map(([r, s, v]) => join(r, s, Uint8Array.of(v))),
    );
    await fc.assert(
      fc.asyncProperty(bytes32, signature, async (digest, it) => void (await expectSame(bytesToHex(digest), it))),
      { numRuns: 150 },
    );
  });

  it('answers alike at the edges of the curve', async () => {
    const edges = [
      0n,
      1n,
      2n,
      ORDER / 2n,
      ORDER / 2n + 1n,
      ORDER - 1n,
      ORDER,
      ORDER + 1n,
      FIELD - ORDER,
      FIELD - 1n,
      FIELD,
      2n ** 256n - 1n,
    ];
    for (const digest of [
      toHex(0n, { size: 32 }),
      keccak256('0x12'),
      toHex(2n ** 256n - 1n),
      toHex(ORDER, { size: 32 }),
    ])
      for (const r of edges)
        for (const s of edges)
          for (const v of [27, 28]) await expectSame(digest, join(word(r), word(s), Uint8Array.of(v)));
  });

  it('signs as the JavaScript one does, to the last bit', async () => {
    const property = fc.asyncProperty(key, bytes32, async (privateKey, message) => {
      const [fast, slow] = [toAccount(privateKey), privateKeyToAccount(privateKey)];
      expect(fast.address).to.equal(slow.address);
      const statement = {
        ...{ manifest: 'sub:bafy', register: 'oral', tier: 'public', terms: ['a word'], notice: bytesToHex(message) },
        ...{ contributor: slow.address, signedAt: 1n, expiresAt: 2n },
      };
      const typedData = depositTypedData({ chainId: 1, depositLog: slow.address, statement });
      expect(await fast.signTypedData(typedData)).to.equal(await slow.signTypedData(typedData));
      const hash = keccak256(message);
      expect(await fast.sign?.({ hash })).to.equal(await slow.sign({ hash }));
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
