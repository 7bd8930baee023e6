import { expect } from 'chai';
import { createTextStream } from '../../../node/runtime/decodeLoop.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('createTextStream', () => {
  it('gives whole characters only', () => {
    const stream = createTextStream();
    const leaf = bytes('🌱');
    expect([...leaf].map((byte) => stream.push(Uint8Array.of(byte)))).to.deep.equal(['', '', '', '🌱']);
    expect(stream.flush()).to.equal('');
  });

  it('replaces a character that never ends', () => {
    const stream = createTextStream();
    expect(stream.push(bytes('🌱').subarray(0, 2))).to.equal('');
    expect(stream.flush()).to.equal('\ufffd');
  });

  it('gives nothing from a stop string on, even across tokens', () => {
    const stream = createTextStream(['END', '\n\n']);
    expect([stream.push(bytes('the E')), stream.push(bytes('N')), stream.push(bytes('D more'))]).to.deep.equal([
      'the ',
      '',
      '',
    ]);
    expect(stream.isStopped()).to.equal(true);
    expect(stream.flush()).to.equal('');
  });

  it('gives what only looked like a stop string', () => {
    const stream = createTextStream(['END']);
    expect(stream.push(bytes('EN'))).to.equal('');
    expect(stream.push(bytes('T'))).to.equal('ENT');
    expect(stream.push(bytes(' E'))).to.equal(' ');
    expect(stream.flush()).to.equal('E');
  });
});
