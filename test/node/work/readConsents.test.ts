import { expect } from 'chai';
import { type Address, type Hex, keccak256, sha256, toHex } from 'viem';
import type { Network } from '../../../node/network/network.ts';
import { readConsents } from '../../../node/work/readConsents.ts';
import {
  type ConsentReply,
  type ConsentRequest,
  consentReplyMessage,
  consentRequestMessage,
} from '../../../protocol/messages/audit.ts';
import { decodeMessage, encodeMessage } from '../../../protocol/messages/frame.ts';
import { jobIdOf } from '../../../protocol/work/job.ts';

const INPUT = new TextEncoder().encode('what was ordered');
const GATES = { honest: 1, sly: 2, silent: 3 } as const;
type Name = keyof typeof GATES;
const accountOf = (name: Name) => `0x${String(GATES[name]).padStart(40, '0')}` as Address;
const saltOf = (name: string): Hex => keccak256(toHex(name));
const jobOf = (gate: Name, name: string) => ({
  gate: accountOf(gate),
  jobId: jobIdOf({ isOpenable: true, salt: saltOf(name) }),
  inputHash: sha256(INPUT),
});

describe('readConsents', () => {
  const { signal } = new AbortController();

  const setUp = (answers: Partial<Record<Name, (request: ConsentRequest) => ConsentReply | Promise<ConsentReply>>>) => {
    const asked: string[] = [];
    const call: Network['call'] = async function* (peer, frame) {
      const request = decodeMessage(consentRequestMessage, frame);
      asked.push(`${peer} ${request.type}`);
      const answer = answers[peer as Name];
      yield encodeMessage(consentReplyMessage, answer ? await answer(request) : await new Promise(() => {}));
    };
    const operatorOf = (account: Address) => ({ operatorId: Number(account), group: '0x00' as const });
    const peersOf = (operatorId: number) => Object.keys(GATES).filter((name) => GATES[name as Name] === operatorId);
    const read = (jobs: readonly ReturnType<typeof jobOf>[]) =>
      readConsents(jobs, { call, operatorOf, peersOf }, { patienceMs: 50, signal });
    return { read, asked };
  };
  const opens =
    (input: Uint8Array<ArrayBuffer>, ...names: string[]) =>
    (request: ConsentRequest): ConsentReply => {
      const jobs = names.map((name) => ({ jobId: jobOf('honest', name).jobId, salt: saltOf(name) }));
      return request.type === 'which' ? { type: 'openable', jobs } : { type: 'input', input };
    };

  it('takes a job for open only when its id proves it and its own gate says so', async () => {
    const { read } = setUp({
      honest: (request) => {
        const lies = { jobId: jobOf('honest', 'b').jobId, salt: saltOf('made up') };
        const reply = opens(INPUT, 'a', 'not asked about')(request);
        return reply.type === 'openable' ? { ...reply, jobs: [...reply.jobs, lies] } : reply;
      },
    });
    const [a, b] = [jobOf('honest', 'a'), jobOf('honest', 'b')];
    const consents = await read([a, b]);
    expect([...consents.keys()]).to.deep.equal([a.jobId]);
    expect(await consents.get(a.jobId)!.readInput(signal)).to.deep.equal(INPUT);
  });

  it('waits no longer than it has to for a gate that says nothing', async () => {
    const { read } = setUp({ honest: opens(INPUT, 'a') });
    const consents = await read([jobOf('silent', 'c'), jobOf('honest', 'a')]);
    expect([...consents.keys()]).to.deep.equal([jobOf('honest', 'a').jobId]);
  });

  it('asks a gate no more that promised an input and gave another, or none', async () => {
    for (const input of [new Uint8Array([1]), null]) {
      const promised = opens(input ?? INPUT, 'd', 'e');
      const { read, asked } = setUp({
        honest: opens(INPUT, 'a'),
        sly: (request) => (request.type === 'input' && !input ? new Promise(() => {}) : promised(request)),
      });
      const consents = await read([jobOf('sly', 'd'), jobOf('sly', 'e'), jobOf('honest', 'a')]);
      expect(consents.size).to.equal(3);
      for (const name of ['d', 'e']) {
        expect(await consents.get(jobOf('sly', name).jobId)!.readInput(signal)).to.equal(null);
      }
      expect(asked.filter((it) => it === 'sly input')).to.have.length(1);
      expect(consents.get(jobOf('sly', 'e').jobId)!.isLost()).to.equal(true);
      expect(await consents.get(jobOf('honest', 'a').jobId)!.readInput(signal)).to.deep.equal(INPUT);
    }
  });
});
