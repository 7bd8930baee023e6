import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { trainClassifier } from '../../../../node/experts/kinds/classifier.ts';

const CORPUS = new URL('../../../../scripts/local/corpus/', import.meta.url);
const registers = readdirSync(CORPUS).filter((name) => !name.includes('.'));
const texts = registers.flatMap((register) =>
  readdirSync(new URL(`${register}/`, CORPUS)).map((file) => ({
    register,
    slug: file.split('.')[2]!.replace('-variant', ''),
    text: readFileSync(new URL(`${register}/${file}`, CORPUS), 'utf8'),
  })),
);

describe('trainClassifier', () => {
  it('tells the register of texts that it has not seen far better than chance', () => {
    // Near-duplicates share a slug, so they always fall into the same fifth.
    const slugs = [...new Set(texts.map(({ slug }) => slug))].sort();
    const fifthOf = (slug: string) => slugs.indexOf(slug) % 5;
    const right = [0, 1, 2, 3, 4].flatMap((fifth) => {
      const classify = trainClassifier(texts.filter(({ slug }) => fifthOf(slug) !== fifth));
      return texts.filter(
        ({ slug, text, register }) => fifthOf(slug) === fifth && classify(text)[0]!.label === register,
      );
    });
    expect(right.length / texts.length).to.be.greaterThan(0.6, 'chance is 1 in 8');
  });

  it('gives probabilities that sum to one, and the same ones in whatever order texts came', () => {
    const [classify, again] = [trainClassifier(texts), trainClassifier([...texts].reverse())];
    const labels = classify('Blessed be the lamp and those who keep it.');
    expect(labels.reduce((sum, { probability }) => sum + probability, 0)).to.be.closeTo(1, 1e-5);
    expect(labels[0]!.label).to.equal('sacred');
    expect(again('Blessed be the lamp and those who keep it.')).to.deep.equal(labels);
  });

  it('says all registers are as likely when it knows no word', () => {
    const labels = trainClassifier(texts)('漢字');
    expect(new Set(labels.map(({ probability }) => probability))).to.have.property('size', 1);
  });
});
