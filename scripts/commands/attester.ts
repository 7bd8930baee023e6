import type { Command } from 'commander';
import type { Client } from '../../client/createClient.ts';
import { doubleSchema, KINDS } from '../../client/identity.ts';
import { toAction } from '../../client/proposal.ts';
import { draftFile } from './proposalFile.ts';
import { acts, signs } from './verb.ts';
import { account, number, oneOf, parseHex, parseMoment, readFileAs, several, text } from './words.ts';

type StateFlags = { readonly tag: `0x${string}`; readonly until: bigint };
type DiscreditFlags = { readonly since: bigint; readonly reason: string };

/** `tilth attester`: what attesting institutions sign, and how one loses its word. */
export function addAttester(program: Command): void {
  const attester = program
    .command('attester')
    .description('sign who somebody is; draft that an attester lose its word');
  const [who, kind] = [account('<account>', 'account of the applicant'), oneOf('<kind>', KINDS)] as const;
  signs<[typeof who, typeof kind], StateFlags>(attester, {
    name: 'state',
    text: 'sign, as an attester, who an applicant is',
    words: [who, kind],
    run: (commons, [applicant, it], { tag, until }) =>
      commons.identity.attest({ account: applicant, kind: it, tag, validUntil: until }),
  })
    .requiredOption('--tag <hex>', 'uniqueness tag on which the attesters agreed, 32 bytes', parseHex)
    .requiredOption('--until <moment>', 'end of the statement, such as 2028-11-01', parseMoment);
  addDouble(attester);
  addVotes(attester);
}

function addDouble(attester: Command): void {
  const double = attester.command('double').description('say that two identities are one person');
  signs(double, {
    name: 'sign',
    text: 'sign it, as an attester',
    words: [number('<first>', 'identity that stays'), number('<second>', 'later identity, which goes')],
    run: (commons, [first, second]) => commons.identity.signDouble({ first, second }),
  });
  acts(double, {
    name: 'send',
    text: 'revoke the second identity with the signatures of more than half of the attesters (anyone may)',
    words: [several(text('<files>', 'what attesters signed'))],
    run: (commons, [files]) => {
      const hint = 'Attesters make it with "tilth attester double sign FIRST SECOND".';
      const read = (file: string) => readFileAs(file, doubleSchema, { what: 'statement about two identities', hint });
      return commons.identity.revokeDouble({ statements: files.map(read) });
    },
  });
}

/** What only a vote can do is drafted here; "tilth vote sponsor" and "tilth vote propose" go on with it. */
function addVotes(attester: Command): void {
  const who = account('<attester>', 'account of the attester');
  signs<[typeof who], DiscreditFlags>(attester, {
    name: 'discredit',
    text: 'draft a vote that ends all statements an attester signed since a day',
    words: [who],
    run: async (commons, [it], { since, reason }) => {
      const args = [await slotOf(commons, it), Number(since), reason] as const;
      const call = { contract: 'identityRegistry', functionName: 'discredit', args } as const;
      const action = await toAction(commons.endpoints, call);
      return draftFile(await commons.draftProposal({ title: `Discredit ${it}`, reason, actions: [action] }));
    },
  })
    .requiredOption('--since <moment>', 'first day of the statements that end', parseMoment)
    .requiredOption('--reason <text>', 'why; it is kept in the audit log');
  const next = account('<successor>', 'account of its successor');
  signs<[typeof who, typeof next], { readonly reason: string }>(attester, {
    name: 'replace',
    text: 'draft a vote that puts another institution in the place of an attester',
    words: [who, next],
    run: async (commons, [old, successor], { reason }) => {
      const call = { contract: 'attesterQuorum', functionName: 'replaceAttester', args: [old, successor] } as const;
      const action = await toAction(commons.endpoints, call);
      const title = `Replace the attester ${old} by ${successor}`;
      return draftFile(await commons.draftProposal({ title, reason, actions: [action] }));
    },
  }).requiredOption('--reason <text>', 'why');
}

function slotOf(commons: Client, attester: `0x${string}`) {
  return commons.chain.read({ contract: 'attesterQuorum', functionName: 'slotOf', args: [attester] });
}
