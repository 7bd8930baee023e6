import { askReplyMessage, askRequestMessage } from '../../protocol/messages/ask.ts';
import { auditReplyMessage, auditRequestMessage } from '../../protocol/messages/audit.ts';
import { blockRequestMessage, pinReplyMessage, pinRequestMessage } from '../../protocol/messages/block.ts';
import { decodeMessage, type Message } from '../../protocol/messages/frame.ts';
import { grantReplyMessage, grantRequestMessage } from '../../protocol/messages/grant.ts';
import { leaseMessage } from '../../protocol/messages/lease.ts';
import { decodeBytes, type Fuzz } from './fuzz.ts';

const MESSAGES: readonly Message<unknown>[] = [
  ...[
    askRequestMessage,
    askReplyMessage,
    auditRequestMessage,
    auditReplyMessage,
    blockRequestMessage,
    pinRequestMessage,
  ],
  ...[pinReplyMessage, grantRequestMessage, grantReplyMessage, leaseMessage],
];

/** Values of the shape that messages have, to be changed. */
const GOOD = [
  { kind: 'generate', prompt: 'Once', maxTokens: 12, temperature: 0.7, stop: [], seed: '1', audit: true },
  { expertId: 1, input: { kind: 'classify', text: 'Once', audit: true }, epoch: 3, signature: '0x12' },
  {
    kind: 'done',
    output: { kind: 'retrieve', passages: [{ text: 'a', deposit: 'sub:b', start: 0, end: 1, score: 1 }] },
  },
  { v: 1, sequence: 1, expiresAt: 1, operatorId: 1, roles: ['gate'], multiaddrs: [], api: '', queue: 0, experts: [{}] },
  { cids: ['bafkrei'], blocks: [new Uint8Array(32)], deposits: ['sub:bafyrei'], cid: 'bafkrei' },
];

/** Gives every reader of wire messages what a peer may send as well. */
export const fuzzFrames: Fuzz = (options) =>
  decodeBytes({
    ...{ ...options, kind: 'frames', good: GOOD },
    readers: MESSAGES.map((message) => (bytes: Uint8Array) => decodeMessage(message, bytes)),
    mostBytes: (index) => (MESSAGES[index] as Message<unknown>).maxBytes,
  });
