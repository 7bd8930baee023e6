import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { readModules } from '../../../../scripts/tools/docs/modules.ts';

const FILES = {
  'client/open.d.ts': `import { type Connection } from './connection.ts';
import type { Signer } from './signer.ts';
/** Opens it. */
export declare function open(signer?: Signer): Client;
export type Client = ReturnType<typeof withVerbs>;
declare function withVerbs(connection: Connection): {
    vote: (it: VoteOptions) => Promise<void>;
};
export { RefusedError } from './vote.ts';
export type { Signer };
`,
  'client/vote.d.ts': `import { type Connection } from './connection.ts';
export type VoteOptions = {
    readonly choice: Choice;
};
/** Votes. */
export declare function vote(connection: Connection, { choice }: VoteOptions): Promise<void>;
export declare function countVotes(connection: Connection): Promise<number>;
export declare class RefusedError extends Error {
}
`,
  'client/signer.d.ts': 'export type Signer = {\n    readonly address: string;\n};\n',
  'protocol/tier.d.ts':
    'type Hidden = 1;\nexport type Tier = Hidden;\n/** @internal */\nexport declare const OLD: 1;\n',
  'protocol/abi/A.d.ts': 'export declare const abi: [];\n',
};

describe('readModules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilth-modules-'));
  before(() => {
    for (const [file, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  });
  after(() => rmSync(folder, { recursive: true }));
  const read = (exports: Record<string, string>) =>
    readModules(folder, exports).map(({ path, shown }) => ({
      path,
      shown: shown.map(({ name, besides }) => [name, ...besides.map((it) => it.name)]),
    }));

  it('gives a door with what it hands on and the verbs of what it opens, and no other function', () => {
    expect(read({ './client': './dist/client/open.js' })).to.deep.equal([
      { path: 'tilth/client', shown: [['open'], ['Client'], ['vote', 'VoteOptions'], ['RefusedError'], ['Signer']] },
    ]);
  });

  it('shows a verb as a user calls it', () => {
    const [client] = readModules(folder, { './client': './dist/client/open.js' });
    const vote = client?.shown.find(({ name }) => name === 'vote');
    expect(vote?.code).to.equal('client.vote({ choice }: VoteOptions): Promise<void>;');
  });

  it('gives every module of a pattern but the ABIs, with the types that a module keeps to itself beside', () => {
    expect(read({ './protocol/*': './dist/protocol/*.js' })).to.deep.equal([
      { path: 'tilth/protocol/tier', shown: [['Tier', 'Hidden']] },
    ]);
  });
});
