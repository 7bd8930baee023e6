import { Hono } from 'hono';
import { CID } from 'multiformats/cid';
import { bytesToHex } from 'viem';
import {
  type DepositAnswer,
  depositBody,
  PLAIN_TEXT,
  type ReleasesAnswer,
  SALT_HEADER,
  SEALED_TEXT,
  type ShownDeposit,
  type ShownTombstone,
  type TierAnswer,
  tierBody,
  type WithdrawAnswer,
  withdrawBody,
} from '../../protocol/http/deposits.ts';
import { parseReadRequest, type ShownReadRequest } from '../../protocol/http/session.ts';
import { fromDepositId } from '../../protocol/manifest/identifier.ts';
import type { Acceptance } from '../deposits/accept.ts';
import type { SignedTierChange } from '../deposits/changeTier.ts';
import type { ConsentInForce } from '../deposits/consentFold.ts';
import type { Receipts } from '../deposits/depositReceipts.ts';
import type { Manifest, Submission } from '../deposits/intake.ts';
import { type FindManifest, type Subject, toSubject } from '../deposits/manifests.ts';
import type { ReadText } from '../deposits/readText.ts';
import type { Tombstones } from '../deposits/tombstones.ts';
import type { Withdrawals } from '../deposits/withdraw.ts';
import type { DepositJournal, DepositRecord } from '../journal/deposits.ts';
import { ApiError, readBody } from './errors.ts';

export type DepositRouteComponents = {
  readonly accept: (submission: Submission) => Promise<Acceptance>;
  readonly find: (id: string) => DepositRecord | null;
  readonly findManifest: FindManifest;
  readonly receipt: Receipts;
  readonly isAnchored: (record: DepositRecord) => boolean;
  readonly consent: Pick<ConsentInForce, 'refresh' | 'tierOf' | 'withdrawalOf'>;
  readonly withdraw: Withdrawals['relay'];
  readonly changeTier: (subject: Subject, change: SignedTierChange) => Promise<`0x${string}`>;
  readonly tombstone: Tombstones;
  readonly releases: DepositJournal['releases'];
  readonly readText: (manifest: Manifest, request: ShownReadRequest | null) => Promise<ReadText>;
  readonly logId: number;
  /** Refuses new deposits while our log cannot be anchored. */
  readonly assertOpen: () => void;
};

/** Releases that are shown of one deposit. */
const NEWEST_RELEASES = 200;

const REFUSALS = { withdrawn: 410, withheld: 403, 'bad-request': 401 } as const;

/** Routes to deposit a text, look at a deposit, read it, and decide about it. */
export function createDepositRoutes(options: DepositRouteComponents): Hono {
  const { consent } = options;
  const routes = new Hono();
  const find = (id: string): DepositRecord => {
    fromDepositId(id);
    const record = options.find(id);
    if (!record)
      throw new ApiError(404, 'unknown-deposit', 'This node has not accepted this deposit.', { values: { id } });
    return record;
  };
  const findManifest = async (id: string): Promise<Manifest> => {
    const manifest = await options.findManifest(id);
    if (manifest) return manifest;
    throw new ApiError(404, 'unknown-deposit', 'No node gives the manifest of this deposit.', { values: { id } });
  };
  /** What is decided about may be of any log: the chain decides, whichever gate is asked. */
  const findSubject = async (id: string): Promise<Subject> => {
    const record = options.find(id);
    return record ? { ...record, ciphertext: CID.parse(record.ciphertext) } : toSubject(await findManifest(id));
  };
  const bury = async (subject: Subject): Promise<ShownTombstone> => {
    const tombstone = await options.tombstone(subject);
    if (tombstone) return tombstone;
    throw new ApiError(409, 'not-withdrawn', 'This deposit is not withdrawn.', { values: { id: subject.id } });
  };

  routes.post('/v1/deposits', async (context) => {
    options.assertOpen();
    const { record, isNew, pins } = await options.accept(await readBody(context, depositBody));
    const receipt = await options.receipt(record);
    const answer: DepositAnswer = { id: record.id, receipt, pins };
    return context.json(answer, isNew ? 201 : 200);
  });
  routes.get('/v1/deposits/:id', async (context) => {
    const record = find(context.req.param('id'));
    const { ciphertext: _, acceptedAt: __, deadline: ___, tier: signedTier, ...shown } = record;
    const tombstone = await options.tombstone(await findSubject(record.id));
    // Only the account in it matters, not the chain.
    const contributor = `did:pkh:eip155:0:${record.contributor}`;
    const answer: ShownDeposit = {
      ...shown,
      tier: consent.tierOf(record.id, { contributor, tier: signedTier }),
      signedTier,
      withdrawn: record.withdrawn || tombstone !== null,
      logId: options.logId,
      anchored: options.isAnchored(record),
      tombstone,
    };
    return context.json(answer);
  });
  routes.get('/v1/deposits/:id/receipt', async (context) =>
    context.json(await options.receipt(find(context.req.param('id')))),
  );
  routes.get('/v1/deposits/:id/releases', (context) => {
    const { id } = find(context.req.param('id'));
    const { total, newest } = options.releases(id, NEWEST_RELEASES);
    const releases = newest.map(({ at, purpose, requester, warrant }) => ({ at, purpose, requester, warrant }));
    return context.json({ id, total, releases } satisfies ReleasesAnswer);
  });
  routes.get('/v1/deposits/:id/text', async (context) => {
    const request = parseReadRequest(context.req.header('authorization'));
    if (request === undefined)
      throw new ApiError(400, 'bad-request', 'The read request in this header cannot be read.');
    const manifest = await findManifest(find(context.req.param('id')).id);
    const read = await options.readText(manifest, request);
    if ('refusal' in read) {
      const { refusal, reason } = read;
      throw new ApiError(REFUSALS[refusal], refusal, `The text is not given: ${reason}.`);
    }
    if ('salt' in read) context.header(SALT_HEADER, bytesToHex(read.salt));
    const [body, type] = 'sealed' in read ? [read.sealed, SEALED_TEXT] : [read.text, PLAIN_TEXT];
    return context.body(body, 200, {
      'content-type': type,
      'cache-control': 'no-store',
      // It is a stranger's words at our address: nothing in it may act.
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
  });
  routes.post('/v1/deposits/:id/withdraw', async (context) => {
    const { signature } = await readBody(context, withdrawBody);
    const subject = await findSubject(context.req.param('id'));
    await consent.refresh();
    if (!consent.withdrawalOf(subject.id, subject.contributor)) {
      await options.withdraw(subject, signature);
      await consent.refresh();
    }
    const tombstone = await bury(subject);
    const { transaction } = tombstone;
    return context.json({ id: subject.id, withdrawn: true, transaction, tombstone } satisfies WithdrawAnswer);
  });
  routes.get('/v1/deposits/:id/tombstone', async (context) => {
    const subject = await findSubject(context.req.param('id'));
    await consent.refresh();
    return context.json(await bury(subject));
  });
  routes.post('/v1/deposits/:id/tier', async (context) => {
    const { tier, nonce, signature } = await readBody(context, tierBody);
    const subject = await findSubject(context.req.param('id'));
    const transaction = await options.changeTier(subject, { tier, nonce: BigInt(nonce), signature });
    await consent.refresh();
    return context.json({ id: subject.id, tier, transaction } satisfies TierAnswer);
  });
  return routes;
}
