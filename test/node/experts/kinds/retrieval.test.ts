import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { zeroHash } from 'viem';
import { type Quotation, WrongInputError } from '../../../../node/experts/expert.ts';
import { cutPassages } from '../../../../node/experts/kinds/passages.ts';
import { createRetrievalExpert, retrieval } from '../../../../node/experts/kinds/retrieval.ts';
import { someList } from '../../gates/experts.ts';

const CORPUS = new URL('../../../../scripts/local/corpus/', import.meta.url);
const options = (mayQuote: (place: Quotation) => boolean = () => true) => ({
  ...{ seed: 0n, signal: new AbortController().signal, onToken: async () => undefined },
  mayQuote,
});

function load(register: string) {
  return readdirSync(new URL(`${register}/`, CORPUS)).map((file) => ({
    id: `sub:b${file}`,
    text: readFileSync(new URL(`${register}/${file}`, CORPUS), 'utf8'),
  }));
}
const expertOver = (texts: { id: string; text: string }[], domain = 'technical') =>
  createRetrievalExpert(texts, { domain, corpus: { logs: [], list: someList } });

async function ask(expert: ReturnType<typeof expertOver>, query: string, limit = 3) {
  const { output } = await expert.answer({ kind: 'retrieve', query, limit, asker: zeroHash }, options());
  if (output.kind !== 'retrieve') throw new Error(output.kind);
  return output;
}

describe('createRetrievalExpert', () => {
  it('answers the sample questions from the register that holds the answer, and no other scores higher', async () => {
    const registers = readdirSync(CORPUS).filter((name) => !name.includes('.'));
    const experts = new Map(registers.map((register) => [register, expertOver(load(register), register)]));
    const questions: { question: string; register: string; answerContains: string }[] = JSON.parse(
      readFileSync(new URL('questions.json', CORPUS), 'utf8'),
    );
    let contained = 0;
    for (const { question, register, answerContains } of questions) {
      const scores = new Map<string, number>();
      for (const [name, expert] of experts) {
        const { passages, text } = await ask(expert, question);
        scores.set(name, passages[0]?.score ?? 0);
        if (name === register && text.includes(answerContains)) contained += 1;
      }
      const best = [...scores].sort((a, b) => b[1] - a[1])[0]!;
      expect(best[0]).to.equal(register, question);
    }
    expect(contained / questions.length).to.be.greaterThan(0.9);
  });

  it('quotes exactly what stands at the offsets it names', async () => {
    const texts = load('technical');
    const { passages, text } = await ask(expertOver(texts), 'hearth temperature of the bread oven');
    for (const { deposit, start, end, text: quoted } of passages) {
      expect(texts.find(({ id }) => id === deposit)!.text.slice(start, end)).to.equal(quoted);
      expect(text).to.contain(`[${deposit}]`);
    }
    expect(passages).to.have.length.greaterThan(0);
  });

  it('says that it found nothing rather than the least bad', async () => {
    const { passages, text } = await ask(expertOver(load('technical')), 'quarterly earnings of semiconductor vendors');
    expect(passages).to.deep.equal([]);
    expect(text).to.equal('');
  });

  it('is not put off by words of the question that no text holds', async () => {
    const expert = expertOver(load('narrative'), 'narrative');
    const { passages } = await ask(expert, 'What do the texts say about the ferry planks, frankly?');
    expect(passages[0]?.text).to.match(/ferry|plank/i);
  });

  it('gives the same bytes whatever order its texts came in', async () => {
    const texts = load('narrative');
    const query = 'Who rebuilt the ferry?';
    expect(await ask(expertOver(texts), query)).to.deep.equal(await ask(expertOver([...texts].reverse()), query));
  });

  const SCRIPTS = [
    ['Chinese', '老磨坊在河边。王师傅去年修好了渡船，大家都很高兴。', '谁修好了渡船？', '渡船'],
    [
      'Japanese',
      '川のそばに水車小屋があります。去年の春、田中さんが渡し船を修理しました。',
      '渡し船を修理したのは誰ですか',
      '渡し船',
    ],
    ['Thai', 'โรงสีอยู่ริมแม่น้ำ คุณสมชายซ่อมเรือข้ามฟากเมื่อปีที่แล้ว', 'ใครซ่อมเรือข้ามฟาก', 'เรือ'],
    ['Hindi', 'चक्की नदी के किनारे है। पिछले साल रमेश ने नाव की मरम्मत की।', 'नाव की मरम्मत किसने की?', 'नाव'],
    [
      'tab-separated',
      'mill\tby the river\nferry\trepaired by Thomas\nbell\tcast anew',
      'who repaired the ferry',
      'ferry',
    ],
  ] as const;
  for (const [script, text, query, word] of SCRIPTS) {
    it(`finds what is asked in ${script}`, async () => {
      const expert = expertOver([{ id: 'sub:btext', text }, ...load('technical')]);
      expect((await ask(expert, query)).passages[0]).to.include({ deposit: 'sub:btext' });
      expect((await ask(expert, query)).text).to.contain(word);
    });
  }

  it('names what it would have quoted, and gives the same answer again without it', async () => {
    const expert = expertOver(load('technical'));
    const input = {
      kind: 'retrieve',
      query: 'hearth temperature of the bread oven',
      limit: 2,
      asker: zeroHash,
    } as const;
    const first = await ask(expert, input.query, 2);
    const [best] = first.passages;
    const { output } = await expert.answer(
      input,
      options(({ deposit, start }) => deposit !== best!.deposit || start !== best!.start),
    );
    if (output.kind !== 'retrieve') throw new Error(output.kind);
    expect(output.withheld).to.deep.equal([{ deposit: best!.deposit, rank: 0 }]);
    expect(output.passages).to.not.deep.include(best);
    const again = await expert.answer(
      input,
      options(({ rank }) => !output.withheld.some((it) => it.rank === rank)),
    );
    expect(again.output).to.deep.equal(output);
  });

  it('leaves room for others beside a text that repeats the question and may not be quoted', async () => {
    const query = 'hearth temperature of the bread oven';
    const texts = load('technical');
    const [best] = (await ask(expertOver(texts), query)).passages;
    const crowd = Array.from({ length: 500 }, (_, i) => `${query} ${i}.`).join('\n\n');
    const expert = expertOver([...texts, { id: 'sub:bcrowd', text: crowd }]);
    const input = { kind: 'retrieve', query, limit: 3, asker: zeroHash } as const;
    const { output } = await expert.answer(
      input,
      options(({ deposit }) => deposit !== 'sub:bcrowd'),
    );
    if (output.kind !== 'retrieve') throw new Error(output.kind);
    expect(output.passages.map(({ deposit }) => deposit)).to.include(best?.deposit);
    expect(output.withheld).to.have.length(4);
  });

  it('is made of a large text in turns with what else the node does, and is the same', async () => {
    const words = Array.from({ length: 60_000 }, (_, i) => `word${(i * 7919) % 50_000}`).join(' ');
    const texts = [{ id: 'sub:bwords', register: 'technical' as const, text: words }];
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const { made } = retrieval;
    if (made.of !== 'deposits') throw new Error(made.of);
    const expert = await made.create(texts, { domain: 'technical', corpus: { logs: [], list: someList } });
    clearInterval(timer);
    expect(turns).to.be.greaterThan(5);
    expect(await ask(expert, 'word7919 word15838')).to.deep.equal(await ask(expertOver(texts), 'word7919 word15838'));
  });

  it('refuses what is not a query', async () => {
    const input = { kind: 'classify', text: 'x' } as const;
    expect(
      await expertOver(load('lyric'))
        .answer(input, options())
        .catch((it) => it),
    ).to.be.instanceOf(WrongInputError);
  });
});

describe('cutPassages', () => {
  const LONG = {
    'without spaces': '渡船是他的，水磨也是他的，'.repeat(2_000),
    'with other full stops': 'नाव की मरम्मत रमेश ने की। '.repeat(400),
    'without punctuation': 'word '.repeat(3_200),
    'of one word': 'a'.repeat(16_000),
    'of one character': `a${'\u0301'.repeat(4_000)}`,
    'of emoji': '🙂🙃'.repeat(2_000),
  };
  for (const [name, text] of Object.entries(LONG)) {
    it(`cuts a text ${name} into short passages, losing nothing and breaking no character`, () => {
      const passages = cutPassages(text);
      for (const { start, end, text: piece } of passages) {
        expect(piece.length).to.be.at.most(300);
        expect(text.slice(start, end)).to.equal(piece);
        expect(piece.isWellFormed()).to.equal(true);
      }
      expect(passages.map((it) => it.text.replace(/\s/gu, '')).join('')).to.equal(text.replace(/\s/gu, ''));
    });
  }

  it('takes time in proportion to a text of blank lines', () => {
    const started = performance.now();
    // Looking through what is left of them at each would take minutes.
    const passages = cutPassages(`a${' \n'.repeat(200_000)}x`);
    expect(performance.now() - started).to.be.lessThan(5_000);
    expect(passages.map(({ text }) => text)).to.deep.equal(['a', 'x']);
  });

  it('keeps short paragraphs whole and cuts long ones at sentence ends, losing nothing', () => {
    const long = Array.from({ length: 40 }, (_, i) => `Sentence number ${i} is of middling length.`).join(' ');
    const text = `First paragraph.\n\n${long}\n\nLast.\n`;
    const passages = cutPassages(text);
    expect(passages[0]!.text).to.equal('First paragraph.');
    expect(passages.at(-1)!.text).to.equal('Last.');
    for (const { start, end, text: piece } of passages) {
      expect(text.slice(start, end)).to.equal(piece);
      expect(piece.length).to.be.at.most(300);
    }
    expect(
      passages
        .map((it) => it.text)
        .join(' ')
        .replace(/\s+/g, ' '),
    ).to.equal(text.trim().replace(/\s+/g, ' '));
  });
});
