import {
  identity,
  identityChange,
  operator,
  operatorNode,
  operatorSlash,
  operatorStake,
  rekey,
} from '../store/tables/identity.ts';
import type { Handlers } from './event.ts';
import { toPeerId } from './peerId.ts';

/** People, institutions and operators. */
export const identityHandlers = {
  identityRegistry: {
    Enrolled: (write, args, position) =>
      write(identity, {
        ...position,
        id: Number(args.identityId),
        account: args.account.toLowerCase(),
        kind: args.kind,
        scheme: args.scheme.toLowerCase(),
        validUntil: Number(args.validUntil),
      }),
    IdentityRenewed: (write, args, position) =>
      write(identityChange, {
        ...position,
        identityId: Number(args.identityId),
        change: 'renewed',
        validUntil: Number(args.validUntil),
      }),
    IdentityLapsed: (write, args, position) =>
      write(identityChange, { ...position, identityId: Number(args.identityId), change: 'lapsed' }),
    IdentityRevoked: (write, args, position) =>
      write(identityChange, { ...position, identityId: Number(args.identityId), change: 'revoked' }),
    IdentitySuspended: (write, args, position) =>
      write(identityChange, {
        ...position,
        identityId: Number(args.identityId),
        change: 'suspended',
        validUntil: Number(args.until),
      }),
    Rekeyed: (write, args, position) =>
      write(rekey, {
        ...position,
        identityId: Number(args.identityId),
        oldAccount: args.oldAccount.toLowerCase(),
        newAccount: args.newAccount.toLowerCase(),
      }),
  },
  operatorRegistry: {
    OperatorRegistered: (write, args, position) =>
      write(operator, {
        ...position,
        id: Number(args.operatorId),
        account: args.account.toLowerCase(),
        group: args.group,
        stake: String(args.stake),
      }),
    NodeBound: (write, args, position) =>
      write(operatorNode, {
        ...position,
        operatorId: Number(args.operatorId),
        peerKey: args.peerKey,
        peerId: toPeerId(args.peerId),
        endpoints: args.endpoints,
        bound: 1,
      }),
    NodeUnbound: (write, args, position) =>
      write(operatorNode, { ...position, operatorId: Number(args.operatorId), peerKey: args.peerKey, bound: 0 }),
    Bonded: (write, args, position) =>
      write(operatorStake, {
        ...position,
        operatorId: Number(args.operatorId),
        change: 'bonded',
        stake: String(args.stake),
      }),
    Unbonding: (write, args, position) =>
      write(operatorStake, { ...position, operatorId: Number(args.operatorId), change: 'unbonding' }),
    StakeWithdrawn: (write, args, position) =>
      write(operatorStake, { ...position, operatorId: Number(args.operatorId), change: 'withdrawn', stake: '0' }),
    Slashed: (write, args, position) =>
      write(operatorSlash, {
        ...position,
        operatorId: Number(args.operatorId),
        amount: String(args.amount),
        caseId: String(args.caseId),
      }),
  },
} satisfies Handlers;
