import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { sha256 } from 'multiformats/hashes/sha2';
import { type Address, hexToBytes } from 'viem';
import { z } from 'zod';
import { type Core, encodeCore } from '../protocol/blocks/core.ts';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { type DepositAnswer, type DepositBody, depositAnswer, depositBody } from '../protocol/http/deposits.ts';
import { health } from '../protocol/http/health.ts';
import { toDepositId } from '../protocol/manifest/identifier.ts';
import { parseLanguage } from '../protocol/manifest/language.ts';
import { noticeDigest } from '../protocol/manifest/notice.ts';
import type { Register } from '../protocol/manifest/register.ts';
import type { Rights } from '../protocol/manifest/rights.ts';
import { encryptText, normalise } from '../protocol/manifest/text.ts';
import type { Tier } from '../protocol/manifest/tier.ts';
import { depositStatement, depositTypedData } from '../protocol/typedData/deposit.ts';
import { type Connection, signerOf } from './connection.ts';
import { tryGates } from './gateway.ts';
import { assertPrivate, type PrivateWay } from './privateWay.ts';
import { BadAnswerError, GateRefusedError, requestJson } from './request.ts';

/** How far a deposit has come, for whoever shows it. */
export type DepositStage = 'encrypting' | 'signing' | 'sending';

/** A text, what is said of it, and what it may be used for. */
export type DepositOptions = Omit<DraftOptions, 'contributor' | 'chainId'> &
  SendOptions & {
    readonly onStage?: (stage: DepositStage) => void;
  };

/** How a deposit is handed over. */
export type SendOptions = PrivateWay & { readonly signal?: AbortSignal };

/** A deposit that is signed and not sent yet: `body` is what a gate takes. */
export type PreparedDeposit = { readonly id: string; readonly body: DepositBody };

/** How long a signed statement may wait for a gate, in seconds. */
const STATEMENT_LIFETIME = 600;

/**
 * Deposits a text: encrypts it here, has the signer sign, and hands it to a gate.
 * @throws TextRefusedError when the text cannot be deposited
 * @throws GateRefusedError with the gate's reason; DepositUnsettledError when a gate fell silent over it
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * // Ask whoever gives the text for each of them, and show the notice (`consentNotice`) first.
 * const rights = { holdsRights: true, allPartyConsent: true, noMinors: true } as const;
 * const text = 'The ferry was rebuilt.';
 * const { id, receipt } = await client.deposit({ text, register: 'narrative', tier: 'public', rights });
 * console.log(id, receipt.index);
 */
export async function deposit(connection: Connection, options: DepositOptions): Promise<DepositAnswer> {
  const prepared = await prepareDeposit(connection, options);
  options.onStage?.('sending');
  return sendDeposit(connection, prepared, options);
}

/**
 * Normalises, encrypts and signs a text; what comes out can be kept and sent again after a crash, and stays one deposit.
 * @throws TextRefusedError
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const rights = { holdsRights: true, allPartyConsent: true, noMinors: true } as const;
 * const prepared = await client.prepareDeposit({ text: 'The mill stood still.', register: 'oral', tier: 'federated', rights });
 * console.log(prepared.id, JSON.stringify(prepared.body).length);
 */
export async function prepareDeposit(connection: Connection, options: DepositOptions): Promise<PreparedDeposit> {
  const { onStage, signal: _, overPlainHttp: __, ...text } = options;
  const { address, signTypedData } = signerOf(connection);
  const { chainId, contracts } = connection.endpoints;
  onStage?.('encrypting');
  const { id, core, coreBytes, ciphertext, key, salt } = await draftDeposit({ ...text, contributor: address, chainId });
  onStage?.('signing');
  const signedAt = Math.floor(Date.now() / 1000);
  const expiresAt = signedAt + STATEMENT_LIFETIME;
  const statement = depositStatement({ id, core, signedAt, expiresAt });
  const signature = await signTypedData(depositTypedData({ chainId, depositLog: contracts.depositLog, statement }));
  const secrets = { core: new Uint8Array(coreBytes), ciphertext, key, salt };
  return { id, body: z.encode(depositBody, { ...secrets, signature, signedAt, expiresAt }) };
}

/**
 * Hands a prepared deposit to the first gate that is up and has room. Sending the same one again to the same gate gives
 * the same receipt; no second gate is tried once one may have taken it.
 * @throws GateRefusedError, DepositUnsettledError; PlainHttpError before the content key would travel in the clear
 * @example
 * import { createClient, fromAccount } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const rights = { holdsRights: true, allPartyConsent: true, noMinors: true } as const;
 * const prepared = await client.prepareDeposit({ text: 'The mill stood still.', register: 'oral', tier: 'federated', rights });
 * const { receipt, pins } = await client.sendDeposit(prepared);
 * console.log(receipt.index, pins);
 */
export async function sendDeposit(
  { endpoints: { apiUrls } }: Connection,
  { id, body }: PreparedDeposit,
  { signal, ...way }: SendOptions = {},
): Promise<DepositAnswer> {
  const send = async (gate: string) => {
    assertPrivate(gate, way);
    // A gate that is down is passed over here: later, silence would leave open whether it holds the deposit.
    if (apiUrls.length > 1) await requestJson(`${gate}/health`, health, { signal, timeoutMs: 5_000 });
    const url = `${gate}/v1/deposits`;
    try {
      const answer = await requestJson(url, depositAnswer, { body, signal });
      if (answer.id !== id || answer.receipt.id !== id) throw new BadAnswerError(url, 'it is about another deposit');
      return answer;
    } catch (error) {
      if (error instanceof GateRefusedError && error.status === 0) throw new DepositUnsettledError(id, gate, error);
      throw error;
    }
  };
  return tryGates(apiUrls, send, { signal });
}

/** A text and what its contributor says about it. */
export type DraftOptions = {
  readonly text: string | Uint8Array;
  readonly register: Register;
  readonly tier: Tier;
  /** What the contributor was asked for and stated. */
  readonly rights: Rights;
  readonly contributor: Address;
  readonly chainId: number;
  /** A BCP 47 tag; `und`, not known, unless told. */
  readonly language?: string;
  /** Public for ever; empty unless told. */
  readonly label?: string;
  readonly licence?: string;
  readonly lineage?: Core['lineage'];
  readonly production?: Core['production'];
  /** Unix seconds. */
  readonly createdAt?: number;
};

/** A deposit ready to be signed: public CORE and ciphertext, secret key and salt. */
export type Draft = {
  readonly id: string;
  readonly core: Core;
  readonly coreBytes: Uint8Array;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
};

/** Normalises and encrypts a text and builds its manifest CORE; the wallet signs next. */
export async function draftDeposit(options: DraftOptions): Promise<Draft> {
  const text = normalise(options.text);
  const encrypted = await encryptText(text);
  const core: Core = {
    v: 2,
    commitment: encrypted.commitment,
    ciphertext: CID.createV1(raw.code, await sha256.digest(encrypted.ciphertext)),
    bytes: new TextEncoder().encode(text).byteLength,
    language: parseLanguage(options.language ?? 'und'),
    register: options.register,
    tier: options.tier,
    rights: options.rights,
    notice: new Uint8Array(hexToBytes(noticeDigest(options.tier))),
    lineage: options.lineage ?? [],
    production: options.production ?? 'human',
    createdAt: options.createdAt ?? Math.floor(Date.now() / 1000),
    label: options.label ?? '',
    licence: options.licence ?? '',
    contributor: `did:pkh:eip155:${options.chainId}:${options.contributor}`,
  };
  const { bytes: coreBytes, cid } = encodeCore(core);
  return {
    id: toDepositId(cid),
    core,
    coreBytes,
    ciphertext: encrypted.ciphertext,
    key: encrypted.key,
    salt: encrypted.salt,
  };
}

/** A gate fell silent while it was handed a deposit, so it may or may not hold it. */
export class DepositUnsettledError extends BaseError {
  override readonly name = 'DepositUnsettledError';
  override readonly kind = 'unavailable';
  constructor(id: string, gate: string, cause: unknown) {
    super('The gate fell silent before it said whether it took the deposit.', {
      values: { id, gate },
      hint: 'Look with "tilth deposit show", or send the same deposit again: it stays one deposit.',
      cause,
    });
  }
}
