import { expect } from 'chai';
import { decodeSafetensors, encodeSafetensors } from '../../../../node/models/safetensors/safetensors.ts';

const tensors = new Map([
  ['a', { shape: [3], data: Float32Array.of(1, -0.5, 65504) }],
  ['b', { shape: [2, 2], data: Float32Array.of(0, 2 ** -24, 0.1, Number.NEGATIVE_INFINITY) }],
]);

describe('safetensors', () => {
  for (const storage of ['F32', 'F16'] as const) {
    it(`gives back ${storage} tensors, also from a slice of a larger buffer`, () => {
      const bytes = encodeSafetensors({ tensors, metadata: { kind: 'test' } }, storage);
      const larger = Buffer.concat([Buffer.from('xyz'), bytes]).subarray(3);
      const read = decodeSafetensors(larger);
      expect(read.metadata).to.deep.equal({ kind: 'test' });
      for (const [name, { shape, data }] of tensors) {
        const expected = storage === 'F32' ? data : Float32Array.from(new Float16Array(data));
        expect(read.tensors.get(name)?.shape).to.deep.equal(shape);
        expect(read.tensors.get(name)?.data).to.deep.equal(expected);
      }
    });
  }
});
