import { expect } from 'chai';
import fc from 'fast-check';
import { toProvenanceRecord } from '../../../protocol/blocks/core.ts';
import { PipelineTooShortError, perPipeline, type Stage } from '../../../protocol/provenance/per.ts';
import { entry } from '../corpus/fixtures.ts';

const parent = entry({ name: 'parent' });
const records = Array.from({ length: 10 }, (_, i) =>
  entry({ name: `text ${i}`, by: `contributor ${i}`, lineage: [{ kind: 'derivedFrom', deposit: parent.id }] }),
).map(({ id, core }) => toProvenanceRecord(id, core));
const names = ['deposit', 'index', 'snapshot', 'batch list', 'adapter card', 'registry', 'answer'];
const whole = names.map((name): Stage => ({ name, records }));

describe('perPipeline', () => {
  it('is exactly 0 when every unit arrives at every station', () => {
    const { per, numerator, lost, handOffs } = perPipeline(whole);
    expect([per, numerator, lost.length]).to.deep.equal([0, 0n, 0]);
    expect(handOffs.map((it) => it.required)).to.deep.equal(Array(6).fill(60));
  });

  it('names a planted loss and counts it once', () => {
    const stages = whole.map((stage, i) => ({
      ...stage,
      records: i < 4 ? records : records.map(({ licence, ...rest }, row) => (row === 3 ? rest : { ...rest, licence })),
    }));
    const { per, numerator, denominator, lost } = perPipeline(stages);
    expect(lost).to.have.length(1);
    expect(lost[0]).to.include({
      from: 'batch list',
      to: 'adapter card',
      unit: 'licence',
      id: records[3]?.id,
      found: null,
    });
    expect(numerator * 60n).to.equal(denominator);
    expect(per).to.be.closeTo(1 / 60, 1e-12);
  });

  it('multiplies what survives over hand-offs', () => {
    const noLabel = records.map(({ label: _, ...rest }) => rest);
    const noLineage = noLabel.map(({ lineage: _, ...rest }) => rest);
    const result = perPipeline([
      { name: 'deposit', records },
      { name: 'index', records: noLabel },
      { name: 'answer', records: noLineage },
    ]);
    expect(result.handOffs.map((it) => [it.required, it.retained])).to.deep.equal([
      [60, 50],
      [50, 40],
    ]);
    expect(result.per).to.be.closeTo(1 - (50 / 60) * (40 / 50), 1e-12);
  });

  it('counts a changed tier and a vanished deposit as lost, one that left for a reason that was checked not', () => {
    const changed = records.map((record, i) => (i === 0 ? { ...record, tier: 'archive-only' } : record));
    const [, ...vanished] = changed;
    const heldOut = { id: vanished[0]?.id ?? '', reason: 'held out' };
    const stages = [
      { name: 'deposit', records },
      { name: 'index', records: changed },
      { name: 'snapshot', records: vanished },
      { name: 'batch list', records: vanished.slice(1), left: [heldOut] },
    ];
    const asked: unknown[] = [];
    const result = perPipeline(stages, (...it) => asked.push(it) > 0);
    expect(asked).to.deep.equal([[heldOut, 'batch list']]);
    expect(result.handOffs.map((it) => it.required - it.retained)).to.deep.equal([1, 6, 0]);
    expect(result.lost[0]).to.include({ unit: 'consent' });
  });

  it('counts what left for a reason that nobody checked as lost, whatever its words', () => {
    const left = records.map(({ id }, i) => ({
      id,
      reason: ['unavailable: because', 'withdrawn', 'x'][i % 3] as string,
    }));
    const gone: Stage = { name: 'index', records: [], left };
    expect(perPipeline([{ name: 'deposit', records }, gone]).per).to.equal(1);
    const isChecked = ({ reason }: { readonly reason: string }) => reason === 'withdrawn';
    const { handOffs, lost } = perPipeline([{ name: 'deposit', records }, gone], isChecked);
    expect([handOffs[0]?.required, handOffs[0]?.retained]).to.deep.equal([42, 0]);
    expect(new Set(lost.map(({ id }) => id)).size).to.equal(7);
  });

  it('finds exactly the units that were taken away, for any set of losses', () => {
    const fields = ['label', 'register', 'tier', 'licence', 'lineage'] as const;
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.nat(9), fc.constantFrom(...fields)), { selector: String }), (losses) => {
        const after = records.map((record, row) =>
          Object.fromEntries(
            Object.entries(record).filter(([field]) => !losses.some(([at, name]) => at === row && name === field)),
          ),
        ) as unknown as Stage['records'];
        const { lost, per } = perPipeline([
          { name: 'deposit', records },
          { name: 'index', records: after },
        ]);
        expect(lost).to.have.length(losses.length);
        expect(per).to.be.closeTo(losses.length / 60, 1e-12);
      }),
    );
  });

  it('refuses a pipeline without a hand-off', () => {
    expect(() => perPipeline(whole.slice(0, 1))).to.throw(PipelineTooShortError);
  });
});
