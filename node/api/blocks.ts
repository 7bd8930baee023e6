import { Hono } from 'hono';
import { CID } from 'multiformats/cid';
import { RAW_BLOCK } from '../../protocol/http/blocks.ts';
import type { Storage } from '../storage/storage.ts';
import { ApiError } from './errors.ts';

/** A trustless gateway over the blocks that this node holds: the caller checks the bytes against the CID. */
export function createBlockRoutes(storage: Pick<Storage, 'get' | 'has'>): Hono {
  const routes = new Hono();
  routes.get('/ipfs/:cid', async (context) => {
    const cid = parseCid(context.req.param('cid'));
    const format = context.req.query('format') ?? context.req.header('accept') ?? '';
    if (!/^raw$|application\/vnd\.ipld\.raw|\*\/\*/.test(format)) {
      throw new ApiError(406, 'raw-only', 'Only raw blocks are served.', { hint: 'Ask with ?format=raw.' });
    }
    if (!(await storage.has(cid))) {
      throw new ApiError(404, 'not-found', 'This node does not hold this block.', { values: { cid } });
    }
    const block = await storage.get(cid);
    return context.body(new Uint8Array(block), 200, {
      'content-type': RAW_BLOCK,
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${cid}"`,
      'x-content-type-options': 'nosniff',
    });
  });
  return routes;
}

const MAX_CID_LENGTH = 128;

function parseCid(text: string): CID {
  try {
    // Reading base58 takes the square of its length.
    if (text.length > MAX_CID_LENGTH) throw new Error(`longer than ${MAX_CID_LENGTH} characters`);
    return CID.parse(text);
  } catch (cause) {
    throw new ApiError(400, 'bad-cid', 'This is not a CID.', { values: { cid: text.slice(0, 100) }, cause });
  }
}
