import {
  encodeFunctionData,
  type Hex,
  keccak256,
  type LocalAccount,
  parseSignature,
  type TypedDataDefinition,
  toFunctionSelector,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { attestationTypedData, encodeAttestationEvidence } from '../../../protocol/typedData/attestation.ts';
import { ballotTypedData } from '../../../protocol/typedData/ballot.ts';
import { logHeadTypedData } from '../../../protocol/typedData/depositReceipt.ts';
import { groupConsentTypedData } from '../../../protocol/typedData/groupConsent.ts';
import { nodeBindingTypedData } from '../../../protocol/typedData/nodeBinding.ts';
import { sealedRootTypedData } from '../../../protocol/typedData/sealedRoot.ts';
import { sponsorshipTypedData } from '../../../protocol/typedData/sponsorship.ts';
import { tierChangeTypedData } from '../../../protocol/typedData/tierChange.ts';
import { withdrawalTypedData } from '../../../protocol/typedData/withdrawal.ts';
import {
  ANA,
  accountAt,
  addressAt,
  BAKO,
  CHEN,
  type Commons,
  chainId,
  DARA,
  enrolCrowd,
  from,
  genesis,
  hashOf,
  NORTH,
  networkHelpers,
  STRANGER,
} from '../commons.ts';
import { argsOf, deployVoting, FOR, openVote, proposalOf } from '../governance/decide.ts';
import { sealEpoch } from '../work/creditWork.ts';

/** One kind of signature that a contract of the commons takes. */
export type Statement = {
  readonly name: string;
  readonly signer: LocalAccount;
  readonly typed: TypedDataDefinition;
  readonly contract: { readonly address: Hex };
  /** Where it is one of a batch: what a batch says of an item that it leaves out, before the error's selector. */
  readonly skipped?: readonly [event: string, ...unknown[]];
  /** The error that a false signature meets, and the one that a used one meets; null where use changes nothing. */
  readonly refusal: string;
  readonly used: string | null;
  readonly send: (signature: Hex) => Promise<unknown>;
};

const NORTH_ID = 5n;
const SHARES = [1300, 1200, 1250, 1250, 1250, 1250, 1250, 1250];
const DEPOSIT = hashOf('a deposit');
const OTHER = hashOf('another root');

/** Key of the node whose binding is one of the statements. */
export const NODE_KEY = hashOf('key of a node');
const NODE = privateKeyToAccount(NODE_KEY);

/** A commons in which each kind of signature can be sent, and one of each kind. */
export async function openStatements() {
  const commons = await deployVoting();
  await enrolCrowd(commons, 22);
  await commons.commonsPool.write.pledge([100_000n, 0n], from(NORTH));
  await networkHelpers.mine();
  const statements = [
    await castBallot(commons),
    withdraw(commons),
    changeTier(commons),
    await enrolByAttestation(commons),
    bindNode(commons),
    await proveLog(commons),
    await proveSeal(commons),
    redeem(commons),
    await delegate(commons),
    await sponsor(commons),
    await consentToMember(commons),
  ];
  return { commons, statements };
}

async function castBallot(commons: Commons): Promise<Statement> {
  const { commonsGovernor, mixturePolicy } = commons;
  const call = encodeFunctionData({ abi: mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
  const proposalId = await openVote(commons, proposalOf(mixturePolicy.address, call), BAKO);
  const ballot = { proposalId, support: FOR, voter: addressAt(ANA), nonce: 0n };
  return {
    name: 'ballot',
    signer: accountAt(ANA),
    typed: ballotTypedData({ chainId, governor: commonsGovernor.address, ballot }),
    contract: commonsGovernor,
    refusal: 'GovernorInvalidSignature',
    used: 'GovernorInvalidSignature',
    send: (signature) => commonsGovernor.write.castVoteBySig([proposalId, FOR, addressAt(ANA), signature]),
  };
}

function withdraw({ consentRegistry }: Commons): Statement {
  const depositor = addressAt(DARA);
  return {
    name: 'withdrawal',
    signer: accountAt(DARA),
    typed: withdrawalTypedData({ chainId, consentRegistry: consentRegistry.address, deposit: DEPOSIT, depositor }),
    contract: consentRegistry,
    refusal: 'ConsentSignatureInvalid',
    used: 'AlreadyWithdrawn',
    send: (signature) => consentRegistry.write.withdraw([DEPOSIT, depositor, signature]),
  };
}

function changeTier({ consentRegistry }: Commons): Statement {
  const change = { deposit: hashOf('open deposit'), depositor: addressAt(DARA), tier: 2, nonce: 1n };
  return {
    name: 'change of tier',
    signer: accountAt(DARA),
    typed: tierChangeTypedData({ chainId, consentRegistry: consentRegistry.address, change }),
    contract: consentRegistry,
    refusal: 'ConsentSignatureInvalid',
    used: 'NonceStale',
    send: (signature) =>
      consentRegistry.write.changeTier([change.deposit, change.depositor, change.tier, change.nonce, signature]),
  };
}

async function enrolByAttestation({ attesterQuorum, identityRegistry }: Commons): Promise<Statement> {
  const validUntil = BigInt(await networkHelpers.time.latest()) + 86_400n;
  const attestation = { account: addressAt(STRANGER), kind: 1, tag: keccak256('0x01'), validUntil };
  const typed = attestationTypedData({ chainId, quorum: attesterQuorum.address, attestation });
  const second = { signer: accountAt(2).address, signature: await accountAt(2).signTypedData(typed) };
  return {
    name: 'attestation',
    signer: accountAt(1),
    typed,
    contract: attesterQuorum,
    refusal: 'AttestationInvalid',
    used: 'AccountBound',
    send: (signature) => {
      const evidence = encodeAttestationEvidence(attestation, [{ signer: accountAt(1).address, signature }, second]);
      return identityRegistry.write.enrol([addressAt(STRANGER), 1, attesterQuorum.address, evidence]);
    },
  };
}

function bindNode({ operatorRegistry }: Commons): Statement {
  const publicKey: Hex = `0x${NODE.publicKey.slice(4)}`;
  const parity = BigInt(publicKey) & 1n ? '03' : '02';
  const peerId: Hex = `0x002508021221${parity}${publicKey.slice(2, 66)}`;
  const binding = { account: addressAt(NORTH), peerKey: keccak256(peerId) };
  return {
    name: 'binding of a node',
    signer: NODE,
    typed: nodeBindingTypedData({ chainId, operatorRegistry: operatorRegistry.address, binding }),
    contract: operatorRegistry,
    refusal: 'NodeSignatureInvalid',
    used: null,
    send: (signature) => operatorRegistry.write.bindNode([peerId, publicKey, signature, '0xaa', ''], from(NORTH)),
  };
}

async function proveLog({ depositLog }: Commons): Promise<Statement> {
  await depositLog.write.anchor([hashOf('head'), 3n, ''], from(NORTH));
  const head = { logId: NORTH_ID, size: 3n, root: OTHER };
  const signed = (signature: Hex) => ({ root: OTHER, size: 3n, signer: addressAt(NORTH), signature });
  return {
    name: 'head of a log',
    signer: accountAt(NORTH),
    typed: logHeadTypedData({ chainId, depositLog: depositLog.address, head }),
    contract: depositLog,
    refusal: 'HeadSignatureInvalid',
    used: 'FaultKnown',
    send: (signature) =>
      depositLog.write.proveEquivocation([NORTH_ID, signed(signature), { ...signed('0x'), root: hashOf('head') }]),
  };
}

async function proveSeal(commons: Commons): Promise<Statement> {
  const { receiptBook } = commons;
  const { sealed: seal, epoch } = await sealEpoch(commons, { operator: NORTH, units: 1n });
  const sealed = { operatorId: NORTH_ID, epoch, root: OTHER };
  return {
    name: 'sealed root',
    signer: accountAt(NORTH),
    typed: sealedRootTypedData({ chainId, receiptBook: receiptBook.address, sealed }),
    contract: receiptBook,
    refusal: 'SealSignatureInvalid',
    used: 'AlreadyProven',
    send: (signature) =>
      receiptBook.write.proveEquivocation([NORTH_ID, epoch, seal, OTHER, addressAt(NORTH), signature]),
  };
}

function redeem({ commonsPool }: Commons): Statement {
  const voucher = { identityId: 3n, operatorId: NORTH_ID, cumulative: 10n };
  const fields = [
    { name: 'identityId', type: 'uint256' },
    { name: 'operatorId', type: 'uint256' },
    { name: 'cumulative', type: 'uint64' },
  ];
  return {
    name: 'voucher',
    signer: accountAt(CHEN),
    typed: typedDataOf('Tilth CommonsPool', commonsPool.address, 'Voucher', fields, voucher),
    contract: commonsPool,
    refusal: 'VoucherSignatureInvalid',
    used: 'NothingToRedeem',
    skipped: ['VoucherSkipped', voucher.identityId, voucher.operatorId],
    send: (signature) => commonsPool.write.redeemMany([[voucher], [signature]], from(NORTH)),
  };
}

async function delegate({ contributorRoll }: Commons): Promise<Statement> {
  const expiry = BigInt(await networkHelpers.time.latest()) + 86_400n;
  const fields = [
    { name: 'delegatee', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'expiry', type: 'uint256' },
  ];
  const message = { delegatee: addressAt(BAKO), nonce: 0n, expiry };
  return {
    name: 'delegation',
    signer: accountAt(CHEN),
    typed: typedDataOf('Tilth ContributorRoll', contributorRoll.address, 'Delegation', fields, message),
    contract: contributorRoll,
    // Who signed is found from the signature, so a false one is that of a stranger.
    refusal: 'NotSeated',
    used: 'InvalidAccountNonce',
    send: (signature) => {
      const { r, s, yParity } = parseSignature(signature);
      return contributorRoll.write.delegateBySig([addressAt(BAKO), 0n, expiry, 27 + yParity, r, s]);
    },
  };
}

async function sponsor({ agenda, commonsGovernor, mixturePolicy }: Commons): Promise<Statement> {
  const call = encodeFunctionData({ abi: mixturePolicy.abi, functionName: 'adopt', args: [SHARES] });
  const it = proposalOf(mixturePolicy.address, call, 'sponsored by signature');
  const proposalId = await commonsGovernor.read.getProposalId([...argsOf(it)]);
  return {
    name: 'sponsorship',
    signer: accountAt(CHEN),
    typed: sponsorshipTypedData({ chainId, agenda: agenda.address, proposalId }),
    contract: agenda,
    refusal: 'SponsorSignatureInvalid',
    // Who stands behind a draft already is passed over.
    used: null,
    send: (signature) => agenda.write.sponsorBySig([proposalId, [{ account: addressAt(CHEN), signature }]]),
  };
}

async function consentToMember({ identityRegistry, operatorRegistry }: Commons): Promise<Statement> {
  const memberId = await identityRegistry.read.identityOf([addressAt(DARA)]);
  const consent = { ownerId: NORTH_ID, memberId };
  const value = BigInt(genesis.operators.minStake);
  return {
    name: 'consent to a member of a group',
    signer: accountAt(NORTH),
    typed: groupConsentTypedData({ chainId, operatorRegistry: operatorRegistry.address, consent }),
    contract: operatorRegistry,
    refusal: 'GroupConsentInvalid',
    used: 'IdentityTaken',
    send: (signature) => operatorRegistry.write.register([NORTH_ID, 1, signature], { ...from(DARA), value }),
  };
}

/** What a batch says when it leaves an item out for an error without values. */
export const skipOf = (skipped: readonly unknown[], error: string) => [
  ...skipped.slice(1),
  toFunctionSelector(`${error}()`),
];

function typedDataOf(
  name: string,
  verifyingContract: Hex,
  primaryType: string,
  fields: readonly { name: string; type: string }[],
  message: Record<string, unknown>,
): TypedDataDefinition {
  const domain = { name, version: '1', chainId, verifyingContract };
  return { domain, types: { [primaryType]: [...fields] }, primaryType, message } as unknown as TypedDataDefinition;
}
