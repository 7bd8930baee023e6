import { type DirectoryAnswer, directoryAnswer } from '../protocol/http/directory.ts';
import type { Connection } from './connection.ts';
import { askGates } from './gateway.ts';

/**
 * Shows the network as a gate sees it: live nodes, what they serve, and how the gate fares with them.
 * @throws GateRefusedError
 * @example
 * import { createClient } from 'tilth/client';
 *
 * const client = await createClient({ url: 'http://127.0.0.1:7400' });
 * const { nodes } = await client.directory();
 * for (const { id, kind, domain } of nodes.flatMap((node) => node.experts)) console.log(id, kind, domain);
 */
export function directory(
  { endpoints }: Connection,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<DirectoryAnswer> {
  return askGates(endpoints.apiUrls, { path: '/v1/directory', schema: directoryAnswer, signal });
}
