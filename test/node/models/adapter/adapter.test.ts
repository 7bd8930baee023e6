import { expect } from 'chai';
import {
  AdapterError,
  assertAdapterFits,
  decodeAdapter,
  encodeAdapter,
} from '../../../../node/models/adapter/adapter.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
} from '../../../../node/models/safetensors/safetensors.ts';
import { createTinyAdapter } from '../tinyAdapter.ts';
import { createTinyBase } from '../tinyBase.ts';

describe('adapterFile', () => {
  const base = createTinyBase();
  const adapter = createTinyAdapter(base);
  const bytes = encodeAdapter(adapter);

  it('gives back what was written, bit for bit', () => {
    expect(decodeAdapter(bytes)).to.deep.equal(adapter);
    expect(encodeAdapter(decodeAdapter(bytes))).to.deep.equal(bytes);
  });

  it('names and shapes the tensors as PEFT does', () => {
    const { tensors } = decodeSafetensors(bytes);
    expect(tensors.get('base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight')?.shape).to.deep.equal([3, 16]);
    expect(tensors.get('base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight')?.shape).to.deep.equal([16, 3]);
  });

  it('answers every truncated file with a named error', () => {
    for (let length = 0; length < bytes.length; length += 7) expectNamedError(bytes.subarray(0, length));
  });

  it('answers every changed byte of the header with an adapter or a named error', () => {
    for (let at = 0; at < 1200; at += 3) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 0x55;
      expectNamedErrorOrAdapter(changed);
    }
  });

  it('refuses numbers that are not finite', () => {
    const [name, first] = [...adapter.tensors][0]!;
    const poisoned = new Map(adapter.tensors).set(
      name,
      first.map(() => Number.NaN),
    );
    expect(() => decodeAdapter(encodeAdapter({ ...adapter, tensors: poisoned }))).to.throw(AdapterError);
  });

  it('refuses a file without adapter_config', () => {
    const { tensors } = decodeSafetensors(bytes);
    expect(() => decodeAdapter(encodeSafetensors({ tensors, metadata: {} }, 'F32'))).to.throw(AdapterError);
  });

  it('refuses an adapter that does not fit the base', () => {
    const wider = { ...base.config, hidden_size: 32 };
    expect(() => assertAdapterFits(adapter, base.config)).not.to.throw();
    expect(() => assertAdapterFits(adapter, wider)).to.throw(AdapterError);
    const extra = new Map(adapter.tensors).set('base_model.model.lm_head.lora_A.weight', new Float32Array(3));
    expect(() => assertAdapterFits({ ...adapter, tensors: extra }, base.config)).to.throw(AdapterError);
  });

  function expectNamedError(input: Uint8Array): void {
    expect(() => decodeAdapter(input))
      .to.throw()
      .that.satisfies(isNamed);
  }

  function expectNamedErrorOrAdapter(input: Uint8Array): void {
    try {
      decodeAdapter(input);
    } catch (error) {
      expect(error).to.satisfy(isNamed);
    }
  }

  function isNamed(error: unknown): boolean {
    return error instanceof AdapterError || error instanceof SafetensorsError;
  }
});
