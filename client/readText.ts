import { encodeReadRequest } from '../protocol/http/session.ts';
import { readRequestTypedData } from '../protocol/typedData/readRequest.ts';
import { type Connection, signerOf } from './connection.ts';
import { directory } from './directory.ts';
import { tryGates } from './gateway.ts';
import { assertPrivate, type PrivateWay } from './privateWay.ts';
import { type DepositQuestion, depositPath, readAt } from './read.ts';
import { readBytes, request } from './request.ts';

/** The deposit whose text is wanted. */
export type ReadTextOptions = DepositQuestion &
  PrivateWay & {
    /** Signs that the reader is its contributor, who may read it whatever its tier. */
    readonly asContributor?: boolean;
  };

/** Seconds that a signed request is good for. */
const REQUEST_SECONDS = 120;

/**
 * Reads the text of a deposit from the gate that keeps it: of a public one, or with `asContributor` one's own.
 * @throws GateRefusedError with status 403 where not everyone may read it, 410 once it is withdrawn, 404 when no gate holds it
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const id = 'sub:bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
 * console.log(await client.readText({ id }));
 */
export function readText(connection: Connection, options: ReadTextOptions): Promise<string> {
  const { id, signal, asContributor = false, ...way } = options;
  const readFrom = async (gate: string): Promise<string> => {
    if (asContributor) assertPrivate(gate, way);
    // Asked first, so that nothing is signed for a gate that does not hold it.
    await readAt(gate, { id, ...(signal && { signal }) });
    const headers = asContributor ? { authorization: await signRequest(connection, { id, gate }) } : {};
    const response = await request(`${gate}${depositPath(id)}/text`, { headers, signal });
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(response));
  };
  return tryGates(connection.endpoints.apiUrls, readFrom, { signal });
}

async function signRequest(connection: Connection, { id, gate: url }: { id: string; gate: string }): Promise<string> {
  const { address: reader, signTypedData } = signerOf(connection);
  const { chainId, contracts } = connection.endpoints;
  const { consentRegistry } = contracts;
  const at = { ...connection, endpoints: { ...connection.endpoints, apiUrls: [url] } };
  const { account: gate } = (await directory(at)).gate;
  const until = Math.floor(Date.now() / 1000) + REQUEST_SECONDS;
  const wanted = { manifest: id, reader, gate, until: BigInt(until) };
  const signature = await signTypedData(readRequestTypedData({ chainId, consentRegistry, request: wanted }));
  return encodeReadRequest({ reader, until, signature });
}
