import { callGate } from './http.ts';

export type ListedExpert = {
  readonly id: string;
  readonly kind: 'decoder' | 'retrieval' | 'classifier';
  readonly domain: string;
  readonly adapterHash: `0x${string}`;
};

/** The experts that a gate knows to be alive. */
export async function listExperts(api: string): Promise<readonly ListedExpert[]> {
  type Directory = { readonly nodes: readonly { readonly experts: readonly ListedExpert[] }[] };
  const { nodes } = await callGate<Directory>(`${api}/v1/directory`);
  return nodes.flatMap((node) => node.experts);
}
