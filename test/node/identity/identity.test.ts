import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { expect } from 'chai';
import { Wallet } from 'ethers';
import { bytesToHex, concat, hexToBytes, recoverTypedDataAddress, slice } from 'viem';
import { generatePrivateKey, publicKeyToAddress } from 'viem/accounts';
import { lockSecrets, unlockSecrets } from '../../../node/deposits/secretBox.ts';
import { createAccount, openIdentity } from '../../../node/identity/identity.ts';
import { BadKeystoreError, decryptKey, encryptKey, WrongPasswordError } from '../../../node/identity/keystore.ts';
import { peerKeyOf } from '../../../node/identity/peerKey.ts';
import { BadPeerKeyError, openPeerKey, PeerKeyTypeError } from '../../../node/identity/peerKeyFile.ts';
import { signBinding } from '../../../node/identity/signBinding.ts';
import { nodeBindingTypedData } from '../../../protocol/typedData/nodeBinding.ts';

describe('identity', () => {
  let directory: string;
  const files = () => ({
    accountFile: join(directory, 'account.json'),
    peerKeyFile: join(directory, 'peer.key'),
    password: 'correct horse',
  });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tilth-identity-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('makes keys once, readable by their owner only, and opens the same again', async () => {
    const first = await openIdentity(files());
    const second = await openIdentity(files());
    expect(second.account.address).to.equal(first.account.address);
    expect(second.peerKey.publicKey.toString()).to.equal(first.peerKey.publicKey.toString());
    for (const file of ['account.json', 'peer.key'])
      expect(statSync(join(directory, file)).mode & 0o777).to.equal(0o600);
  });

  it('writes an account file that ethers opens, and opens one that ethers wrote', async () => {
    const privateKey = generatePrivateKey();
    createAccount(files(), privateKey);
    const opened = await Wallet.fromEncryptedJson(readFileSync(files().accountFile, 'utf8'), files().password);
    expect(opened.privateKey).to.equal(privateKey);
    const json = new Wallet(privateKey).encryptSync('pässword');
    expect(decryptKey(json, 'pässword', 'file')).to.equal(privateKey);
  });

  it('refuses a wrong password with a sentence and no key', async () => {
    createAccount(files(), generatePrivateKey());
    const error = await openIdentity({ ...files(), password: 'wrong' }).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(WrongPasswordError);
    expect((error as Error).message).to.match(/account\.json.*password file/);
  });

  it('refuses an account file and a peer key that are damaged', async () => {
    writeFileSync(files().accountFile, '{"version":3,"crypto":{}}');
    expect(await openIdentity(files()).catch((it: unknown) => it)).to.be.instanceOf(BadKeystoreError);
    rmSync(files().accountFile);
    writeFileSync(files().peerKeyFile, 'nonsense');
    expect(await openIdentity(files()).catch((it: unknown) => it)).to.be.instanceOf(BadPeerKeyError);
  });

  it('says what to do about a peer key of the first version', async () => {
    writeFileSync(files().peerKeyFile, privateKeyToProtobuf(await generateKeyPair('Ed25519')));
    const error = await openIdentity(files()).catch((it: unknown) => it);
    expect(error).to.be.instanceOf(PeerKeyTypeError);
    expect((error as Error).message).to.match(/type: "?Ed25519.*Move the file away/);
  });

  it('signs a binding that the chain can check against the peer id', async () => {
    const peerKey = await openPeerKey(files().peerKeyFile);
    const account = `0x${'a1'.repeat(20)}` as const;
    const domain = { chainId: 31337, operatorRegistry: `0x${'0e'.repeat(20)}` as const };
    const binding = await signBinding({ peerKey, account, ...domain });
    const peerId = peerIdFromPrivateKey(peerKey);
    expect(binding.peerId).to.equal(bytesToHex(peerId.toMultihash().bytes));
    expect(binding.peerKey).to.equal(peerKeyOf(peerId.toString()));
    // Identity multihash over a protobuf key: type secp256k1, then 33 bytes, whose last 32 are x.
    expect(slice(binding.peerId, 0, 6)).to.equal('0x002508021221');
    expect(slice(binding.peerId, 7)).to.equal(slice(binding.publicKey, 0, 32));
    expect(hexToBytes(binding.publicKey)).to.have.length(64);
    const typed = nodeBindingTypedData({ ...domain, binding: { account, peerKey: binding.peerKey } });
    const signer = await recoverTypedDataAddress({ ...typed, signature: binding.signature });
    expect(signer).to.equal(publicKeyToAddress(concat(['0x04', binding.publicKey])));
  });

  it('does not spend a gigabyte on a file that asks for it', () => {
    const json = JSON.parse(encryptKey(generatePrivateKey(), 'x'));
    json.crypto.kdfparams.n = 2 ** 26;
    expect(() => decryptKey(JSON.stringify(json), 'x', 'file')).to.throw(BadKeystoreError);
  });

  it('binds sealed secrets to their deposit and their node', async () => {
    const { storageKey } = await openIdentity(files());
    const secrets = { key: new Uint8Array(32).fill(1), salt: new Uint8Array(32).fill(2) };
    const sealed = lockSecrets(storageKey, 'sub:a', secrets);
    expect(unlockSecrets(storageKey, 'sub:a', sealed)).to.deep.equal(secrets);
    expect(() => unlockSecrets(storageKey, 'sub:b', sealed)).to.throw();
    expect(() => unlockSecrets(new Uint8Array(32), 'sub:a', sealed)).to.throw();
  });
});
