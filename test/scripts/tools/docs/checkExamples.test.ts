import { join } from 'node:path';
import { expect } from 'chai';
import { checkExamples } from '../../../../scripts/tools/docs/checkExamples.ts';

const root = join(import.meta.dirname, '../../../..');
const exports = { './protocol/*': './dist/protocol/*.js' };

describe('checkExamples', () => {
  const check = (example: string) => {
    const tags = [{ name: 'example', text: `\`\`\`ts\n${example}\n\`\`\`` }];
    const declaration = {
      name: 'allows',
      kind: 'function',
      exported: true,
      doc: '',
      code: '',
      tags,
      besides: [],
    } as const;
    return checkExamples({ root, exports, modules: [{ path: 'tilth/protocol/x', shown: [declaration] }] });
  };
  const start = "import { allows } from 'tilth/protocol/manifest/tier';\n";

  it('is content with an example that compiles as the program of a user', () => {
    expect(check(`${start}const may: boolean = allows('public', 'training');`)).to.equal('');
  });

  it('says which example does not compile, and why', () => {
    const said = check(`${start}allows('open', 'training');`);
    expect(said).to.include('tilth.protocol.x.allows.ts').and.include('"open"');
  });
});
