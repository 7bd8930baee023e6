import { bytesToHex } from 'viem';
import { decodeCore } from '../protocol/blocks/core.ts';
import { SALT_HEADER } from '../protocol/http/deposits.ts';
import { encodeReadRequest } from '../protocol/http/session.ts';
import { fromDepositId } from '../protocol/manifest/identifier.ts';
import { createReader } from '../protocol/manifest/sealedText.ts';
import { isTextOf } from '../protocol/manifest/text.ts';
import { readRequestTypedData } from '../protocol/typedData/readRequest.ts';
import { type Connection, signerOf } from './connection.ts';
import { fetchBlock } from './fetchBlock.ts';
import { openAtGates, tryGates } from './gateway.ts';
import { type DepositQuestion, depositPath } from './read.ts';
import { BadAnswerError, readBytes, request } from './request.ts';

/** The deposit whose text is wanted. */
export type ReadTextOptions = DepositQuestion & {
  /** Signs that the reader is its contributor, who may read it whatever its tier; it then comes sealed for this reader. */
  readonly asContributor?: boolean;
};

/** Seconds that a signed request is good for. */
const REQUEST_SECONDS = 120;

/**
 * Reads the text of a deposit from the gate that keeps it: of a public one, or with `asContributor` one's own.
 * @throws GateRefusedError with status 403 where not everyone may read it, 410 once it is withdrawn, 404 when no gate holds it;
 * BadAnswerError when the gates give another text than the deposit is of
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * console.log(await client.readText({ id }));
 */
export async function readText(connection: Connection, options: ReadTextOptions): Promise<string> {
  const { id, signal, asContributor = false } = options;
  const { apiUrls } = connection.endpoints;
  const question = { path: `${depositPath(id)}/text`, signal };
  if (!asContributor) return tryGates(apiUrls, (gate) => readPublic(gate, question.path, options, apiUrls), { signal });
  const reader = await createReader();
  const authorization = await signRequest(connection, id, reader.publicKey);
  const response = await openAtGates(apiUrls, { ...question, headers: { authorization } });
  return reader.open(await readBytes(response));
}

/** A gate gives a public text with its salt: the manifest, which the identifier names, commits to both. */
async function readPublic(
  gate: string,
  path: string,
  { id, signal }: ReadTextOptions,
  gates: readonly string[],
): Promise<string> {
  const response = await request(`${gate}${path}`, { signal });
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readBytes(response));
  const { commitment } = decodeCore(await fetchBlock(gates, fromDepositId(id), { signal }));
  if (await isTextOf(commitment, text, response.headers.get(SALT_HEADER) ?? '')) return text;
  throw new BadAnswerError(`${gate}${path}`, 'the deposit is of another text');
}

async function signRequest(connection: Connection, id: string, publicKey: Uint8Array): Promise<string> {
  const { address: reader, signTypedData } = signerOf(connection);
  const { chainId, contracts } = connection.endpoints;
  const { consentRegistry } = contracts;
  const until = Math.floor(Date.now() / 1000) + REQUEST_SECONDS;
  const sealFor = bytesToHex(publicKey);
  const request = { manifest: id, reader, sealFor, until: BigInt(until) };
  const signature = await signTypedData(readRequestTypedData({ chainId, consentRegistry, request }));
  return encodeReadRequest({ reader, sealFor, until, signature });
}
