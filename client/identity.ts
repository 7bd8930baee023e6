import type { Address, Hex } from 'viem';
import { z } from 'zod';
import { BaseError } from '../protocol/errors/BaseError.ts';
import { address, bytes32, decimal, hex } from '../protocol/scalars.ts';
import { attestationTypedData, encodeAttestationEvidence } from '../protocol/typedData/attestation.ts';
import { doubleTypedData, encodeDoubleEvidence } from '../protocol/typedData/double.ts';
import { groupConsentTypedData } from '../protocol/typedData/groupConsent.ts';
import { type Acted, act, actAndTell } from './act.ts';
import { type Connection, signerOf } from './connection.ts';
import { ownIdentity } from './ownIdentity.ts';

/** Kinds of identity; the contracts count from 1. */
export const KINDS = ['person', 'institution'] as const;

/** What an attesting institution states about an applicant, as it is passed on; JSON-safe. */
export const statementSchema = z.object({
  account: address,
  kind: z.enum(KINDS),
  /** The uniqueness tag on which the attesters agreed. */
  tag: bytes32,
  /** Unix seconds. */
  validUntil: decimal,
  attester: address,
  signature: hex,
});

/** A signed statement of one attester. */
export type SignedStatement = z.infer<typeof statementSchema>;

/** What an attester states, before it signs. */
export type Statement = Omit<SignedStatement, 'attester' | 'signature' | 'validUntil'> & {
  readonly validUntil: bigint;
};

/** That two identities are one person, as an attester signs it; JSON-safe. */
export const doubleSchema = z.object({ first: decimal, second: decimal, attester: address, signature: hex });

/** One attester's signature that two identities are one person. */
export type SignedDouble = z.infer<typeof doubleSchema>;

/** The consent of a group's owner that somebody works for it; JSON-safe. */
export const groupConsentSchema = z.object({ ownerId: decimal, memberId: decimal, signature: hex });

/** A signed consent of a group's owner. */
export type SignedGroupConsent = z.infer<typeof groupConsentSchema>;

/** An identity by its number. */
export type IdentityQuestion = { readonly identityId: bigint };

/**
 * Everything about identities: attesters' statements, enrolment, renewal, a change of key, and consent to a group.
 * @throws ContractRefusedError, CannotSendError, StatementsDifferError
 * @example
 * import { createClient, fromAccount, type SignedStatement } from 'tilth/client';
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
 *
 * declare const statements: SignedStatement[];
 * const signer = fromAccount(privateKeyToAccount(generatePrivateKey()));
 * const client = await createClient({ url: 'http://127.0.0.1:7400', signer });
 * const { identityId } = await client.identity.enrol({ statements });
 * console.log(await client.identity.show(), identityId);
 */
export function identity(connection: Connection) {
  const contract = 'identityRegistry';
  const { chain, endpoints } = connection;
  const { chainId, contracts } = endpoints;
  const own = async (identityId?: bigint) => identityId ?? ownIdentity(connection);
  return {
    /** Signs, as an attester, who an applicant is. */
    attest: async (statement: Statement): Promise<SignedStatement> => {
      const { address: attester, signTypedData } = signerOf(connection);
      const attestation = { ...statement, kind: KINDS.indexOf(statement.kind) + 1 };
      const typed = attestationTypedData({ chainId, quorum: contracts.attesterQuorum, attestation });
      const signature = await signTypedData(typed);
      return { ...statement, validUntil: statement.validUntil.toString(), attester, signature };
    },
    /** Enrols the account of the statements; anyone may send them. */
    enrol: async ({ statements }: { readonly statements: readonly SignedStatement[] }) => {
      const { account, kind } = theOne(statements);
      const args = [account, KINDS.indexOf(kind) + 1, contracts.attesterQuorum, toEvidence(statements)] as const;
      const call = { contract, functionName: 'enrol', args } as const;
      const { told, ...acted } = await actAndTell(connection, call, 'Enrolled');
      return { identityId: told.identityId, ...acted };
    },
    /** Renews an identity, the signer's own unless told, with newer statements. */
    renew: async ({
      identityId,
      statements,
    }: Partial<IdentityQuestion> & { readonly statements: readonly SignedStatement[] }): Promise<Acted> => {
      const args = [await own(identityId), toEvidence(statements)] as const;
      return act(connection, { contract, functionName: 'renew', args });
    },
    /** Asks that an identity move to the account of the statements; it can be refused by its present account. */
    requestRekey: ({
      identityId,
      statements,
    }: IdentityQuestion & { readonly statements: readonly SignedStatement[] }): Promise<Acted> => {
      const args = [identityId, theOne(statements).account, toEvidence(statements)] as const;
      return act(connection, { contract, functionName: 'requestRekey', args });
    },
    /** Refuses, as the present account, that the identity move. */
    cancelRekey: async ({ identityId }: Partial<IdentityQuestion> = {}): Promise<Acted> =>
      act(connection, { contract, functionName: 'cancelRekey', args: [await own(identityId)] }),
    /** Completes a change of key after its waiting time; anyone may. */
    completeRekey: ({ identityId }: IdentityQuestion): Promise<Acted> =>
      act(connection, { contract, functionName: 'completeRekey', args: [identityId] }),
    /** Signs, as the owner of a group, that another identity works for it. */
    consentTo: async ({ memberId }: { readonly memberId: bigint }): Promise<SignedGroupConsent> => {
      const ownerId = await ownIdentity(connection);
      const { operatorRegistry } = contracts;
      const consent = { ownerId, memberId };
      const typed = groupConsentTypedData({ chainId, operatorRegistry, consent });
      const signature = await signerOf(connection).signTypedData(typed);
      return { ownerId: ownerId.toString(), memberId: memberId.toString(), signature };
    },
    /** Signs, as an attester, that two identities are one person. */
    signDouble: async ({
      first,
      second,
    }: {
      readonly first: bigint;
      readonly second: bigint;
    }): Promise<SignedDouble> => {
      const { address: attester, signTypedData } = signerOf(connection);
      const typed = doubleTypedData({ chainId, quorum: contracts.attesterQuorum, double: { first, second } });
      const signature = await signTypedData(typed);
      return { first: first.toString(), second: second.toString(), attester, signature };
    },
    /** Revokes the second of two identities that more than half of the attesters call one person; anyone may. */
    revokeDouble: ({ statements }: { readonly statements: readonly SignedDouble[] }): Promise<Acted> => {
      const [one] = statements;
      const agree = statements.every((it) => it.first === one?.first && it.second === one.second);
      if (!one || !agree) throw new StatementsDifferError();
      const signatures = statements.map(({ attester, signature }) => ({ signer: attester, signature }));
      const args = [BigInt(one.first), BigInt(one.second), encodeDoubleEvidence(signatures)] as const;
      return act(connection, { contract, functionName: 'revokeDouble', args });
    },
    /** Takes back the voices of persons whose statement lost its attesters; anyone may. */
    lapse: ({ identityIds }: { readonly identityIds: readonly bigint[] }): Promise<Acted> =>
      act(connection, { contract, functionName: 'lapse', args: [identityIds] }),
    /** The standing of an account, the signer's unless told: its identity, its voice, and how long both last. */
    show: async (account: Address = signerOf(connection).address) => {
      const [identityId, active] = await chain.read({ contract, functionName: 'standing', args: [account] });
      if (identityId === 0n) return { account, identityId, active };
      const roll = 'contributorRoll';
      const id = [identityId] as const;
      const [record, [voiceFrom, voiceUntil], votes, lentUntil, [rekeyTo, rekeyReadyAt]] = await Promise.all([
        chain.read({ contract, functionName: 'identity', args: id }),
        chain.read({ contract: roll, functionName: 'voiceOf', args: id }),
        chain.read({ contract: roll, functionName: 'votesOf', args: id }),
        chain.read({ contract: roll, functionName: 'lentUntil', args: [account] }),
        chain.read({ contract, functionName: 'rekeyOf', args: id }),
      ]);
      const { validUntil, suspendedUntil } = record;
      const kind = KINDS[record.kind - 1] ?? 'unknown';
      const voice = { voiceFrom, voiceUntil, votes, lentUntil };
      const rekey = rekeyReadyAt === 0n ? {} : { rekeyTo, rekeyReadyAt };
      return { account, identityId, active, kind, validUntil, suspendedUntil, ...voice, ...rekey };
    },
  };
}

function toEvidence(statements: readonly SignedStatement[]): Hex {
  const { kind, validUntil, ...rest } = theOne(statements);
  const attestation = { ...rest, kind: KINDS.indexOf(kind) + 1, validUntil: BigInt(validUntil) };
  const signatures = statements.map(({ attester, signature }) => ({ signer: attester, signature }));
  return encodeAttestationEvidence(attestation, signatures);
}

/** What all statements say. @throws StatementsDifferError */
function theOne(statements: readonly SignedStatement[]): SignedStatement {
  const [one] = statements;
  const said = ({ account, kind, tag, validUntil }: SignedStatement) =>
    `${account}${kind}${tag}${validUntil}`.toLowerCase();
  if (!one || statements.some((it) => said(it) !== said(one))) throw new StatementsDifferError();
  return one;
}

/** Statements that should say the same say different things, or there is none. */
export class StatementsDifferError extends BaseError {
  override readonly name = 'StatementsDifferError';
  override readonly kind = 'invalid';
  constructor() {
    super('The statements do not all say the same.', {
      hint: 'Let every attester sign the same account, kind, tag and end.',
    });
  }
}
