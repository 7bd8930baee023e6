import { expect } from 'chai';
import { readDeclarations } from '../../../../scripts/tools/docs/declarations.ts';

describe('readDeclarations', () => {
  it('reads what a module exports, with its comment and its tags', () => {
    const [tiers, parse] = readDeclarations(`import { z } from 'zod';
/** Tiers, in order. */
export declare const TIERS: readonly ['public', 'federated'];
/**
 * Returns the word as a tier.
 *
 * @example
 * \`\`\`ts
 * parseTier('public');
 * \`\`\`
 * @throws UnknownTierError
 */
export declare function parseTier(word: string): Tier;
export {};
`);
    expect(tiers).to.deep.include({ name: 'TIERS', kind: 'const', exported: true, doc: 'Tiers, in order.' });
    expect(parse).to.deep.include({
      name: 'parseTier',
      kind: 'function',
      doc: 'Returns the word as a tier.',
      code: 'function parseTier(word: string): Tier;',
      tags: [
        { name: 'example', text: "```ts\nparseTier('public');\n```" },
        { name: 'throws', text: 'UnknownTierError' },
      ],
    });
  });

  it('keeps the comments of members inside their type, and takes none of them for another declaration', () => {
    const found = readDeclarations(`type Hidden = {
    /** Unix seconds. */
    readonly at: number;
};
export type Shown = {
    readonly hidden: Hidden;
};
`);
    expect(found.map(({ name, exported, doc }) => ({ name, exported, doc }))).to.deep.equal([
      { name: 'Hidden', exported: false, doc: '' },
      { name: 'Shown', exported: true, doc: '' },
    ]);
    expect(found[0]?.code).to.include('Unix seconds');
  });
});
