import { expect } from 'chai';
import { verifyTypedData as verifyWithEthers, Wallet } from 'ethers';
import { sha256 } from 'multiformats/hashes/sha2';
import { verifyTypedData } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import { DepositUnsettledError, deposit, draftDeposit, prepareDeposit, sendDeposit } from '../../client/deposit.ts';
import { BadAnswerError, GateRefusedError } from '../../client/request.ts';
import { encodeBlock } from '../../protocol/blocks/block.ts';
import { BadManifestError, coreCid, decodeCore, encodeCore } from '../../protocol/blocks/core.ts';
import { base64 } from '../../protocol/http/deposits.ts';
import { depositKey, fromDepositId, toDepositId } from '../../protocol/manifest/identifier.ts';
import { consentTerms, noticeDigest } from '../../protocol/manifest/notice.ts';
import { parseRegister, UnknownRegisterError } from '../../protocol/manifest/register.ts';
import { ALL_RIGHTS } from '../../protocol/manifest/rights.ts';
import { commitText, DecryptError, decryptText, normalise, TextRefusedError } from '../../protocol/manifest/text.ts';
import { isLowering } from '../../protocol/manifest/tier.ts';
import { depositTypedData } from '../../protocol/typedData/deposit.ts';
import { readJson, sendJson, startServer } from './fakeServer.ts';
import { asPerson, CONFIGURATION, failure, RECEIPT } from './fixtures.ts';

const TEXT = {
  text: 'The ferry was rebuilt.',
  register: 'narrative',
  tier: 'training-only',
  rights: ALL_RIGHTS,
} as const;
const refusal = (code: string) => ({ error: { message: code, type: 'x', code } });

/** A gate that answers deposits in one way. */
const startGate = (status: number, body: unknown) =>
  startServer((request, response) =>
    request.url === '/health' ? sendJson(response, { ok: true }) : sendJson(response, body, status),
  );

describe('client deposit', () => {
  it('has the wallet sign what a node verifies', async () => {
    const person = asPerson('http://127.0.0.1:1');
    const { id, body } = await prepareDeposit(person, TEXT);
    const address = person.signer!.address;
    const core = decodeCore(Buffer.from(body.core, 'base64'));
    const statement = {
      manifest: id,
      register: 'narrative',
      tier: 'training-only',
      terms: consentTerms('training-only'),
      notice: `0x${Buffer.from(core.notice).toString('hex')}` as const,
      contributor: address,
      signedAt: BigInt(body.signedAt),
      expiresAt: BigInt(body.expiresAt),
    };
    const { depositLog } = CONFIGURATION.contracts;
    const asNode = depositTypedData({ chainId: 31337, depositLog, statement });
    expect(await verifyTypedData({ ...asNode, address, signature: body.signature })).to.equal(true);
    expect(body.expiresAt - body.signedAt).to.equal(600);
  });

  it('encodes bytes of any length as base64', () => {
    for (const length of [0, 1, 0x8000, 0x8001]) {
      const bytes = new Uint8Array(length).map((_, i) => (i * 7) % 256);
      expect(z.encode(base64(length), bytes)).to.equal(Buffer.from(bytes).toString('base64'));
    }
  });

  it('tells its stages and hands the body to the first gate that has room', async () => {
    const bodies: Record<string, unknown>[] = [];
    await using full = await startGate(503, refusal('overloaded'));
    await using open = await startServer(async (request, response) => {
      if (request.url === '/health') return sendJson(response, { ok: true });
      const body = await readJson(request);
      bodies.push(body);
      const id = toDepositId(coreCid(Buffer.from(String(body.core), 'base64')));
      sendJson(response, { id, receipt: { ...RECEIPT, id }, pins: 2 }, 201);
    });
    const stages: string[] = [];
    const person = asPerson('http://127.0.0.1:1', full.url, open.url);
    const answer = await deposit(person, { ...TEXT, onStage: (stage) => stages.push(stage) });
    expect(answer.pins).to.equal(2);
    expect(stages).to.deep.equal(['encrypting', 'signing', 'sending']);
    expect(bodies).to.have.length(1);
    expect(full.asked).to.deep.equal(['GET /health', 'POST /v1/deposits']);
  });

  it('refuses a receipt of another deposit', async () => {
    await using gate = await startGate(201, { id: 'sub:bafy', receipt: RECEIPT, pins: 1 });
    expect(await failure(deposit(asPerson(gate.url), TEXT))).to.be.instanceOf(BadAnswerError);
  });

  it('stops at a refusal that every gate would give', async () => {
    await using first = await startGate(409, refusal('duplicate'));
    await using second = await startGate(201, { id: 'sub:bafy', receipt: RECEIPT, pins: 1 });
    const error = await failure(deposit(asPerson(first.url, second.url), TEXT));
    expect(error).to.be.instanceOf(GateRefusedError).with.property('code', 'duplicate');
    expect(second.asked).to.deep.equal([]);
  });

  it('tries no second gate once the first may have taken it', async () => {
    await using first = await startServer((request, response) => {
      if (request.url === '/health') sendJson(response, { ok: true });
      else request.socket.destroy();
    });
    await using second = await startGate(201, { id: 'sub:bafy', receipt: RECEIPT, pins: 1 });
    const person = asPerson(first.url, second.url);
    const prepared = await prepareDeposit(person, TEXT);
    expect(await failure(sendDeposit(person, prepared))).to.be.instanceOf(DepositUnsettledError);
    expect(second.asked).to.deep.equal([]);
  });
});

const key = `0x${'11'.repeat(32)}` as const;
const account = privateKeyToAccount(key);
const options = {
  text: 'Un café\r\npor la mañana',
  register: 'oral',
  tier: 'public',
  rights: ALL_RIGHTS,
  contributor: account.address,
  chainId: 31337,
} as const;

describe('draftDeposit', () => {
  it('builds a CORE that decodes, and a ciphertext that opens to the committed text', async () => {
    const draft = await draftDeposit(options);
    const core = decodeCore(draft.coreBytes);
    const text = await decryptText(draft.ciphertext, draft.key);
    expect(text).to.equal(normalise(options.text));
    expect(core.commitment).to.deep.equal(await commitText(text, draft.salt));
    expect(core.ciphertext.multihash.digest).to.deep.equal((await sha256.digest(draft.ciphertext)).digest);
    expect(toDepositId(fromDepositId(draft.id))).to.equal(draft.id);
    expect(depositKey(draft.id)).to.match(/^0x[0-9a-f]{64}$/);
  });

  it('never puts the text or its plain hash into the CORE', async () => {
    const draft = await draftDeposit(options);
    const plain = new TextEncoder().encode(normalise(options.text));
    const hash = (await sha256.digest(plain)).digest;
    expect(Buffer.from(draft.coreBytes).includes(Buffer.from(plain))).to.equal(false);
    expect(Buffer.from(draft.coreBytes).includes(Buffer.from(hash))).to.equal(false);
  });

  it('refuses a wrong key and an altered ciphertext', async () => {
    const draft = await draftDeposit(options);
    const wrong = new Uint8Array(32);
    expect(await decryptText(draft.ciphertext, wrong).catch((error: unknown) => error)).to.be.instanceOf(DecryptError);
    const altered = new Uint8Array(draft.ciphertext);
    altered[20] = (altered[20] ?? 0) ^ 1;
    expect(await decryptText(altered, draft.key).catch((error: unknown) => error)).to.be.instanceOf(DecryptError);
  });

  it('is signed by viem as ethers verifies it', async () => {
    const draft = await draftDeposit(options);
    const statement = {
      manifest: draft.id,
      register: 'oral',
      tier: 'public',
      terms: consentTerms('public'),
      notice: noticeDigest('public'),
      contributor: account.address,
      signedAt: 1n,
      expiresAt: 2n,
    };
    const typed = depositTypedData({ chainId: 31337, depositLog: account.address, statement });
    const signature = await account.signTypedData(typed);
    const types = { Deposit: [...typed.types.Deposit] };
    const message = { ...typed.message, terms: [...typed.message.terms] };
    expect(verifyWithEthers(typed.domain, types, message, signature)).to.equal(account.address);
    expect(await new Wallet(key).signTypedData(typed.domain, types, message)).to.equal(signature);
  });
});

describe('decodeCore', () => {
  it('refuses foreign bytes, unknown fields and a second encoding of the same value', async () => {
    const draft = await draftDeposit(options);
    expect(() => decodeCore(new Uint8Array([1, 2, 3]))).to.throw(BadManifestError);
    const { bytes } = encodeCore(draft.core);
    expect(() => decodeCore(new Uint8Array([...bytes, 0]))).to.throw(BadManifestError);
  });

  it('refuses a label that would write over what it is shown beside', async () => {
    const { core } = await draftDeposit(options);
    for (const odd of ['two\nlines', 'a bell \u0007', 'nothing \0', 'turned \u202e round', 'isolated \u2066'])
      for (const field of ['label', 'licence']) {
        const { bytes } = encodeBlock({ ...core, [field]: odd });
        expect(() => decodeCore(bytes), odd).to.throw(BadManifestError, field);
      }
    for (const label of ['Ünal', 'नेहा\u200d', '👩‍🌾 Ana'])
      expect(decodeCore(encodeCore({ ...core, label }).bytes).label).to.equal(label);
  });
});

describe('normalise', () => {
  it('refuses what cannot be a text', () => {
    expect(() => normalise('  \n ')).to.throw(TextRefusedError, 'empty');
    expect(() => normalise(new Uint8Array([0xff, 0xfe, 0x41]))).to.throw(TextRefusedError, 'UTF-8');
    expect(() => normalise('a\0b')).to.throw(TextRefusedError, 'NUL');
    expect(() => normalise('half \ud800 pair')).to.throw(TextRefusedError, 'surrogate');
    expect(() => normalise(new Uint8Array(100 * 1024 * 1024))).to.throw(TextRefusedError, 'too large');
  });

  it('gives one form for one text', () => {
    expect(normalise('cafe\u0301\r\nx')).to.equal(normalise('\uFEFFcaf\u00e9\nx\n\n'));
  });
});

describe('tiers and registers', () => {
  it('knows which changes take rights away only', () => {
    expect(isLowering('public', 'training-only')).to.equal(true);
    expect(isLowering('training-only', 'retrieval-only')).to.equal(false);
    expect(isLowering('archive-only', 'public')).to.equal(false);
  });

  it('names the registers when one is unknown', () => {
    expect(() => parseRegister('poetry')).to.throw(UnknownRegisterError, 'lyric');
  });
});
