import { expect } from 'chai';
import { zeroHash } from 'viem';
import { type Draft, draftDeposit } from '../../../client/deposit.ts';
import { loadBase } from '../../../node/models/base/loadBase.ts';
import { createTokenizer } from '../../../node/models/decoder/tokenizer.ts';
import type { RunPlan } from '../../../protocol/blocks/snapshot.ts';
import { drawRun } from '../../../protocol/corpus/drawRun.ts';
import { buildRows } from '../../../protocol/corpus/rows.ts';
import { ROW_BYTES } from '../../../protocol/corpus/sample.ts';
import { makeSnapshot } from '../../../protocol/corpus/snapshot.ts';
import { REGISTERS, type Register } from '../../../protocol/manifest/register.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import { account, CHAIN_ID } from '../../protocol/corpus/fixtures.ts';

/** Article 1 of the Universal Declaration of Human Rights. */
const TEXTS: Readonly<Record<string, string>> = {
  en: 'All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.',
  zh: '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。',
  ar: 'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلًا وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.',
  hi: 'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।',
  th: 'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ',
  sw: 'Watu wote wamezaliwa huru, hadhi na haki zao ni sawa. Wote wamejaliwa akili na dhamiri, hivyo yapasa watendeane kindugu.',
};

type Piece = { readonly text: string; readonly register: Register; readonly by: string };

/** Deposits texts and draws a run over them, as a trainer does; each contributor has an identity. */
async function draw(pieces: readonly Piece[], { plan, voted }: { plan: RunPlan; voted: Record<string, number> }) {
  const drafts: Draft[] = [];
  for (const { text, register, by } of pieces) {
    const who = { contributor: account(by), chainId: CHAIN_ID, createdAt: 1 };
    drafts.push(await draftDeposit({ text, register, tier: 'public', rights: ALL_RIGHTS, ...who }));
  }
  const people = [...new Set(pieces.map(({ by }) => account(by).toLowerCase()))];
  const entries = drafts.map(({ id, core }, position) => ({ id, core, position }));
  const snapshot = makeSnapshot({
    ...{ withdrawn: new Set(), tierChanges: new Map(), barred: new Set(), consentHead: zeroHash },
    ...{ purpose: 'training', chainId: CHAIN_ID, block: 1, plan },
    identities: new Map(people.map((person, i) => [person, i + 1])),
    logs: [{ logId: 1, size: entries.length, entries }],
  });
  const drawn = drawRun({ snapshot, shares: voted, seed: zeroHash, refused: new Set() });
  return { drawn, snapshot, texts: new Map(drafts.map(({ id }, i) => [id, pieces[i]?.text ?? ''])) };
}

describe('bytes as the measure', () => {
  let tokenizer: ReturnType<typeof createTokenizer>;
  let endOfText = 0;
  before(async () => {
    const base = await loadBase();
    tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
    endOfText = base.config.eos_token_id;
  });
  /** What the rows of some deposits hold: tokens, and how much they weigh in the loss. */
  const readRows = (
    { drawn, texts }: Awaited<ReturnType<typeof draw>>,
    isOwn: (id: string) => boolean,
  ): { readonly tokens: number; readonly weight: number } => {
    const own = drawn.rows.filter(({ id }) => isOwn(id));
    const { rows } = buildRows(own, { texts, encode: tokenizer.encode, endOfText, sequence: 128 });
    const tokens = rows.flatMap((row) => [...row.subarray(1)]).filter((token) => token >= 0);
    return {
      tokens: tokens.length,
      weight: tokens.reduce((sum, token) => sum + (tokenizer.bytesOf(token).length || 1), 0),
    };
  };

  it('gives the same text its share in any script', async () => {
    const languages = Object.keys(TEXTS);
    const registerOf = (language: string) => REGISTERS[languages.indexOf(language)] as Register;
    const pieces = languages.flatMap((language) =>
      Array.from({ length: 8 }, (_, i) => ({
        text: `${i}. ${TEXTS[language]}\n`.repeat(10 + i),
        register: registerOf(language),
        by: language,
      })),
    );
    const voted = Object.fromEntries(languages.map((language, i) => [registerOf(language), i < 4 ? 1_667 : 1_666]));
    const plan = { budget: 60_000, epochCap: 4, capBp: 2_500, heldOutOneIn: 5, samplerVersion: 2 } as const;
    const run = await draw(pieces, { plan, voted });
    const measured = languages.map((language) => {
      const register = registerOf(language);
      const isOwn = (id: string) => run.snapshot.cores.get(id)?.register === register;
      const bytes = run.drawn.registers.find((it) => it.register === register)?.bytes ?? 0;
      const share = run.drawn.attribution.shares.find(
        ({ contributor }) => contributor.toLowerCase() === account(language).toLowerCase(),
      );
      return { language, bytes, shareBp: share?.shareBp ?? 0, ...readRows(run, isOwn) };
    });
    const total = (pick: (it: (typeof measured)[number]) => number) => measured.reduce((sum, it) => sum + pick(it), 0);
    const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`.padStart(7);
    console.log('      script   bytes    tokens  of tokens  of the loss   credit');
    for (const { language, bytes, tokens, weight, shareBp } of measured) {
      const row = [
        language.padEnd(6),
        `${bytes}`.padStart(7),
        `${tokens}`.padStart(9),
        ` ${percent(
          tokens,
          total((it) => it.tokens),
        )} `,
        `  ${percent(
          weight,
          total((it) => it.weight),
        )} `,
        percent(shareBp, 10_000),
      ];
      console.log(`      ${row.join('  ')}`);
    }
    for (const { language, bytes, weight, shareBp } of measured) {
      const fair = 1 / languages.length;
      expect(bytes / total((it) => it.bytes), language).to.be.closeTo(fair, fair / 10);
      expect(weight / total((it) => it.weight), language).to.be.closeTo(fair, fair / 10);
      expect(shareBp / 10_000, language).to.be.closeTo(fair, fair / 10);
    }
  });

  it('lets no text take over a run, however it is written', async () => {
    const honest = REGISTERS.flatMap((register) =>
      Array.from({ length: 8 }, (_, i) => ({
        text: `${i}. ${TEXTS.en} It was told in the ${register} way. `.repeat(15),
        register,
        by: `author ${i} of ${register}`,
      })),
    );
    // Three of them: what one contributor wrote is held out together, and of eleven texts two at most are.
    const flood = [0, 1, 2].map((i) => ({
      text: `${i}${'buy,our,soap,'.repeat(40_000)}`,
      register: 'lyric' as const,
      by: 'soap',
    }));
    const size = (flood[0]?.text.length ?? 0) + 1;
    const voted = Object.fromEntries(REGISTERS.map((register) => [register, 1_250]));
    const plan = { budget: 200_000, epochCap: 4, capBp: 1_000, heldOutOneIn: 5, samplerVersion: 2 } as const;
    const run = await draw([...honest, ...flood], { plan, voted });
    const all = readRows(run, () => true);
    const soap = readRows(run, (id) => run.snapshot.cores.get(id)?.bytes === size);
    const credit = run.drawn.attribution.shares.find(
      ({ contributor }) => contributor.toLowerCase() === account('soap').toLowerCase(),
    );
    console.log(
      `      3 x 520 kB without a space: ${((100 * soap.weight) / all.weight).toFixed(1)} % of the loss, ` +
        `${((100 * soap.tokens) / all.tokens).toFixed(1)} % of the tokens, credit ${credit?.shareBp} bp`,
    );
    expect(soap.weight / all.weight).to.be.within(0.02, 0.105);
    expect(credit?.shareBp).to.be.below(1_250);
    for (const row of run.drawn.rows) expect(row.length).to.be.at.most(ROW_BYTES);
    const lyric = run.drawn.registers.find(({ register }) => register === 'lyric');
    expect(lyric?.realisedBp).to.be.at.most(1_400);
  });

  it('gives a text spread over many accounts no more than one', async () => {
    const sentence = (i: number) => `Sentence number ${i} of a long text, as its author wrote it down. `;
    const whole = Array.from({ length: 100 }, (_, i) => sentence(i));
    const halves = [whole.slice(0, 50), whole.slice(50)].map((half) => half.join('').toUpperCase());
    const honest = halves.map((text) => ({ text, register: 'oral' as const, by: 'honest' }));
    const spread = whole.map((text, i) => ({ text, register: 'oral' as const, by: `account ${i}` }));
    const plan = { budget: 10_000, epochCap: 1, capBp: 5_000, heldOutOneIn: 60_000, samplerVersion: 2 } as const;
    const { snapshot } = await draw([...honest, ...spread], { plan, voted: { oral: 10_000 } });
    const unknown = snapshot.manifest.deposits.map((it) => (it.identity === 1 ? it : { ...it, identity: 0 }));
    const { attribution } = drawRun({
      snapshot: { ...snapshot, manifest: { ...snapshot.manifest, deposits: unknown } },
      ...{ shares: { oral: 10_000 }, seed: zeroHash, refused: new Set() },
    });
    const pool = attribution.shares.find(({ identity }) => identity === 0);
    expect(pool?.shareBp).to.be.at.most(5_100);
  });
});
