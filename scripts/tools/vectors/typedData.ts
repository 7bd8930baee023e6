import { hashTypedData, type TypedDataDefinition } from 'viem';
import { attestationTypedData } from '../../../protocol/typedData/attestation.ts';
import { auditResultTypedData } from '../../../protocol/typedData/auditResult.ts';
import { ballotTypedData } from '../../../protocol/typedData/ballot.ts';
import { depositStatement, depositTypedData } from '../../../protocol/typedData/deposit.ts';
import { anchorPromiseTypedData, logHeadTypedData } from '../../../protocol/typedData/depositReceipt.ts';
import { doubleTypedData } from '../../../protocol/typedData/double.ts';
import { gateSessionTypedData } from '../../../protocol/typedData/gateSession.ts';
import { grantTypedData } from '../../../protocol/typedData/grant.ts';
import { groupConsentTypedData } from '../../../protocol/typedData/groupConsent.ts';
import { nodeBindingTypedData } from '../../../protocol/typedData/nodeBinding.ts';
import { readRequestTypedData } from '../../../protocol/typedData/readRequest.ts';
import { sealedRootTypedData } from '../../../protocol/typedData/sealedRoot.ts';
import { sponsorshipTypedData } from '../../../protocol/typedData/sponsorship.ts';
import { tierChangeTypedData } from '../../../protocol/typedData/tierChange.ts';
import { tombstoneTypedData } from '../../../protocol/typedData/tombstone.ts';
import { voucherTypedData } from '../../../protocol/typedData/voucher.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import { jobOrderTypedData, workReceiptTypedData } from '../../../protocol/typedData/workReceipt.ts';
import { accountOf, CORPUS, CHAIN_ID as chainId, KEY, SIGNER, word } from './samples.ts';
import { sampleReceipt } from './work.ts';

const contract = accountOf('contract');
const account = accountOf('ana');

/** Every statement that a person or a node signs, with its digest and a signature. */
export async function makeTypedData() {
  const [deposit = CORPUS[0]] = CORPUS;
  const manifest = deposit?.id ?? '';
  const request = {
    ...{ purpose: 'training' as const, snapshot: word('snapshot'), deposits: [word('a'), word('b')] },
    ...{ requester: account, expiresAt: 1_700_000_600n },
  };
  const promise = { manifest, logId: 1n, index: 4n, acceptedAt: 1_700_000_000n, deadline: 1_700_003_600n };
  const jobOrder = { jobId: word('job'), expertId: 3n, inputHash: word('input'), seed: 42n, gate: account };
  const times = { signedAt: 1_700_000_000, expiresAt: 1_700_000_600 };
  const all: Readonly<Record<string, unknown>> = {
    attestation: attestationTypedData({
      ...{ chainId, quorum: contract },
      attestation: { account, kind: 1, tag: word('tag'), validUntil: 1_800_000_000n },
    }),
    auditResult: auditResultTypedData({
      ...{ chainId, receiptBook: contract },
      result: { jobId: word('job'), result: word('result') },
    }),
    ballot: ballotTypedData({
      ...{ chainId, governor: contract },
      ballot: { proposalId: BigInt(word('proposal')), support: 1, voter: account, nonce: 2n },
    }),
    deposit:
      deposit &&
      depositTypedData({ chainId, depositLog: contract, statement: depositStatement({ ...deposit, ...times }) }),
    grant: grantTypedData({ chainId, consentRegistry: contract, request }),
    logHead: logHeadTypedData({ chainId, depositLog: contract, head: { logId: 1n, size: 5n, root: word('root') } }),
    nodeBinding: nodeBindingTypedData({
      chainId,
      operatorRegistry: contract,
      binding: { account, peerKey: word('peer') },
    }),
    promise: anchorPromiseTypedData({ chainId, depositLog: contract, promise }),
    readRequest: readRequestTypedData({
      ...{ chainId, consentRegistry: contract },
      request: { manifest, reader: account, sealFor: '0x04abcd', until: 1_700_000_120n },
    }),
    sealedRoot: sealedRootTypedData({
      ...{ chainId, receiptBook: contract },
      sealed: { operatorId: 6n, epoch: 7n, root: word('root') },
    }),
    tierChange: tierChangeTypedData({
      ...{ chainId, consentRegistry: contract },
      change: { deposit: word('deposit'), depositor: account, tier: 2, nonce: 1n },
    }),
    withdrawal: withdrawalTypedData({
      chainId,
      consentRegistry: contract,
      deposit: word('deposit'),
      depositor: account,
    }),
    double: doubleTypedData({ chainId, quorum: contract, double: { first: 3n, second: 8n } }),
    gateSession: gateSessionTypedData({
      ...{ chainId, identityRegistry: contract },
      session: { account, gate: contract, until: 1_800_000_000n },
    }),
    groupConsent: groupConsentTypedData({
      ...{ chainId, operatorRegistry: contract },
      consent: { ownerId: 3n, memberId: 8n },
    }),
    sponsorship: sponsorshipTypedData({ chainId, agenda: contract, proposalId: BigInt(word('proposal')) }),
    tombstone: tombstoneTypedData({
      ...{ chainId, consentRegistry: contract },
      tombstone: {
        ...{ manifest, depositor: account, transaction: word('transaction'), erased: ['content key', 'ciphertext'] },
        ...{ kept: ['manifest'], operator: contract, statedAt: 1_700_000_000n },
      },
    }),
    voucher: voucherTypedData({
      ...{ chainId, commonsPool: contract },
      voucher: { identityId: 3n, operatorId: 6n, cumulative: 1_200n },
    }),
    workReceipt: workReceiptTypedData({ chainId, receiptBook: contract, receipt: sampleReceipt(0) }),
    jobOrder: jobOrderTypedData({ chainId, receiptBook: contract, order: jobOrder }),
  };
  const statements = Object.entries(all).map(async ([name, it]) => {
    const typed = it as TypedDataDefinition;
    const { domain, types, primaryType, message } = typed;
    const signature = await SIGNER.signTypedData(typed);
    return { name, domain, types, primaryType, message, digest: hashTypedData(typed), signature };
  });
  return {
    privateKey: KEY,
    signer: SIGNER.address,
    publicKey: SIGNER.publicKey,
    statements: await Promise.all(statements),
  };
}
