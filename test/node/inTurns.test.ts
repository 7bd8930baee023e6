import { expect } from 'chai';
import { createClassifierExpert } from '../../node/experts/kinds/classifier.ts';
import { createRetrievalExpert } from '../../node/experts/kinds/retrieval.ts';
import { inTurns } from '../../node/inTurns.ts';
import { checkNormal, normalise, TextRefusedError } from '../../protocol/manifest/text.ts';
import { atOnce, type Steps } from '../../protocol/steps.ts';
import { someList } from './gates/experts.ts';

/** No turn of the loop takes longer, in milliseconds of processor. */
const TURN_MS = 50;

/** The longest turn of the loop while work is done: other programs of a busy machine do not count. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = process.cpuUsage();
  const look = () => {
    const { user, system } = process.cpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.cpuUsage();
  };
  const timer = setInterval(look, 1);
  await new Promise((done) => setTimeout(done, 5));
  look();
  longest = 0;
  await work();
  look();
  clearInterval(timer);
  return longest;
}

function* busy(steps: number): Steps<number> {
  for (let i = 0; i < steps; i += 1) {
    for (const end = performance.now() + 0.05; performance.now() < end; );
    yield;
  }
  return steps;
}

describe('inTurns', () => {
  it('holds the loop up no longer for many works than for one, and gives each what it made', async () => {
    const made: number[] = [];
    const longest = await longestTurn(async () => {
      made.push(...(await Promise.all(Array.from({ length: 40 }, (_, i) => inTurns(busy(300 + i))))));
    });
    expect(made.slice(0, 2)).to.deep.equal([300, 301]);
    expect(longest).to.be.below(TURN_MS);
  });

  it('goes on after a work that failed', async () => {
    const fails = function* (): Steps<never> {
      yield;
      throw new RangeError('no');
    };
    const [failed, done] = await Promise.allSettled([inTurns(fails()), inTurns(busy(3))]);
    expect(failed).to.have.nested.property('reason.message', 'no');
    expect(done).to.deep.equal({ status: 'fulfilled', value: 3 });
  });
});

describe('a server that is asked about a long text', () => {
  const words = Array.from({ length: 40_000 }, (_, i) => `w${((i * 7919) % 30_000).toString(36)}`).join(' ');
  const PIECES = [
    'a ',
    'a',
    '!',
    '\n',
    '川水車',
    '각'.normalize('NFD'),
    `a${'\u0301\u0323'.repeat(9_000)}`,
    '\ufdfa',
    '👨‍👩‍👧',
  ];
  const corpus = { logs: [], list: someList };
  const options = { seed: 0n, signal: new AbortController().signal, onToken: async () => {}, mayQuote: () => true };
  const texts = ['oral', 'lyric'].map((register) => ({ id: `sub:b${register}`, register, text: words }));
  const inputs = [words, ...PIECES.map((piece) => piece.repeat(64_000 / piece.length))];

  it('classifies it in turns with everything else', async () => {
    const expert = createClassifierExpert(texts, corpus);
    const ask = (text: string) => expert.answer({ kind: 'classify', text: text.slice(0, 64_000) }, options);
    await ask(words);
    for (const text of inputs)
      expect(await longestTurn(() => ask(text)), JSON.stringify(text.slice(0, 9))).to.be.below(TURN_MS);
  });

  it('looks it up in turns with everything else', async () => {
    const expert = createRetrievalExpert(texts, { domain: 'oral', corpus });
    const ask = (query: string) =>
      expert.answer({ kind: 'retrieve', query: query.slice(0, 16_000), limit: 5, asker: '0x' }, options);
    await ask(words);
    for (const text of inputs)
      expect(await longestTurn(() => ask(text)), JSON.stringify(text.slice(0, 9))).to.be.below(TURN_MS);
  });

  it('tells whether it is in normal form in turns with everything else', async () => {
    for (const piece of PIECES) {
      const text = `x${piece.repeat(3_000_000 / piece.length)}x\n`;
      const check = () => inTurns(checkNormal(text)).catch((error) => expect(error).to.be.instanceOf(TextRefusedError));
      expect(await longestTurn(check), JSON.stringify(piece.slice(0, 9))).to.be.below(TURN_MS);
    }
  });
});

describe('checkNormal', () => {
  const isNormal = (text: string) => atOnce(checkNormal(text));

  it('agrees with the normal form, wherever a text is cut', () => {
    const marked = `${'e'.repeat(499)}\u0301`;
    const syllable = `${'e'.repeat(499)}${'각'.normalize('NFD')}`;
    for (const text of [
      '',
      'a',
      'a\n',
      ' a\n',
      'a\r\n',
      'a\r\nb\n',
      '\ufeffa\n',
      '\n',
      'e\u0301\n',
      marked,
      syllable,
    ]) {
      expect(isNormal(text), JSON.stringify(text.slice(-5))).to.equal(text === 'a\n');
      if (text.trim() !== '') expect(isNormal(normalise(text))).to.equal(true);
    }
  });

  it('refuses a text that takes the square of its length to normalise', () => {
    const text = `a${'\u0301\u0323'.repeat(2_000)}\n`;
    expect(() => normalise(text)).to.throw(TextRefusedError, 'marks in a row');
    expect(() => isNormal(text)).to.throw(TextRefusedError);
    expect(normalise(`${'a\u0323\u0301'.repeat(50)}`)).to.have.length(101);
  });
});
