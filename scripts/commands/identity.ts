import type { Command } from 'commander';
import { groupConsentSchema, type SignedStatement, statementSchema } from '../../client/identity.ts';
import { acts, signs } from './verb.ts';
import { account, number, parseNumber, readFileAs, several, text } from './words.ts';

type Own = { readonly identity?: bigint };

const files = several(text('<statements>', 'files that attesters made with "tilth attester state"'));

/** `tilth identity`: enrolment, renewal, a change of key, consent to a group, and the lending of a voice. */
export function addIdentity(program: Command): void {
  const identity = program.command('identity').description('enrol, renew, change keys, consent to a group');
  acts(identity, {
    name: 'show',
    text: 'the standing of an account, this one unless told',
    words: [account('[account]', 'any account')],
    run: async (commons, [who]) => commons.identity.show(who),
  });
  acts(identity, {
    name: 'enrol',
    text: 'enrol the account of the statements (anyone may send them)',
    words: [files],
    run: (commons, [them]) => commons.identity.enrol({ statements: readStatements(them) }),
  });
  acts<[typeof files], Own>(identity, {
    name: 'renew',
    text: 'renew this identity with newer statements',
    words: [files],
    run: (commons, [them], { identity: identityId }) =>
      commons.identity.renew({ statements: readStatements(them), ...(identityId === undefined ? {} : { identityId }) }),
  }).option('--identity <number>', "somebody else's identity", parseNumber);
  const rekey = identity.command('rekey').description('move an identity to another account');
  const id = number('<identity>', 'number of the identity');
  acts(rekey, {
    name: 'request',
    text: 'ask that an identity move to the account of the statements',
    words: [id, files],
    run: (commons, [identityId, them]) =>
      commons.identity.requestRekey({ identityId, statements: readStatements(them) }),
  });
  acts(rekey, {
    name: 'cancel',
    text: 'refuse, with the present account, that the identity move',
    words: [],
    run: (commons) => commons.identity.cancelRekey(),
  });
  acts(rekey, {
    name: 'complete',
    text: 'complete a change of key after its waiting time (anyone may)',
    words: [id],
    run: (commons, [identityId]) => commons.identity.completeRekey({ identityId }),
  });
  signs(identity, {
    name: 'consent',
    text: 'sign, as the owner of a group, that an identity works for it; prints what its operator registers with',
    words: [number('<member>', 'identity that joins')],
    run: (commons, [memberId]) => commons.identity.consentTo({ memberId }),
  });
  acts(identity, {
    name: 'lapse',
    text: 'unseat identities whose attesters lost their word (anyone may)',
    words: [several(number('<identities>', 'numbers of identities'))],
    run: (commons, [ids]) => commons.identity.lapse({ identityIds: ids }),
  });
}

/** `tilth voice`: one vote in the contributor chamber, lent and taken back. */
export function addVoice(program: Command): void {
  const voice = program.command('voice').description('lend the voice in the contributor chamber, or take it back');
  acts(voice, {
    name: 'lend',
    text: 'lend it to another member; it comes home by itself',
    words: [account('<account>', 'account of the member who shall speak')],
    run: (commons, [to]) => commons.delegate({ to }),
  });
  acts(voice, { name: 'take-back', text: 'take it back now', words: [], run: (commons) => commons.takeBack() });
}

/** Statements from their files. @throws BadFileError */
function readStatements(them: readonly string[]): readonly SignedStatement[] {
  const hint = 'Attesters make them with "tilth attester state ... --json".';
  return them.map((file) => readFileAs(file, statementSchema, { what: 'statement of an attester', hint }));
}

/** A group's consent from its file. @throws BadFileError */
export function readConsent(file: string) {
  const hint = 'The owner of the group makes it with "tilth identity consent MEMBER --json".';
  return readFileAs(file, groupConsentSchema, { what: 'consent of a group', hint });
}
