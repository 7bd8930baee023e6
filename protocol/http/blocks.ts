import type { Route } from './route.ts';

/** The media type of a block as it is. */
export const RAW_BLOCK = 'application/vnd.ipld.raw';

/** Where a node serves a block that it holds; the caller checks the bytes against the CID. */
export function blockPath(cid: { toString(): string }): string {
  return `/ipfs/${cid}?format=raw`;
}

/** The door to blocks. */
export const blockRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/ipfs/{cid}',
    summary: 'Gives a block; asked with ?format=raw or with its media type',
    answers: { 200: { says: 'The bytes of the block', bytes: RAW_BLOCK } },
    refusals: { 400: 'Not a CID', 404: 'Not held by this node', 406: 'Only raw blocks are served' },
  },
];
