import type { Figure } from '../figure.ts';

type Options = {
  /** The most it may use. */
  readonly ceiling?: number;
  readonly peer?: {
    readonly name: string;
    readonly gas: number;
    /** How often the peer must do it for what we do once. */
    readonly times?: number;
  };
};

/** Gas of one action as a figure, with the ratio to its peer. */
export function row(name: string, gas: number, { ceiling, peer }: Options = {}): Figure {
  return {
    name,
    value: gas,
    unit: 'gas',
    target: ceiling === undefined ? null : `<= ${ceiling.toLocaleString('en')} gas`,
    peer: peer === undefined ? null : describe(gas, peer),
    met: ceiling === undefined ? null : gas <= ceiling,
  };
}

function describe(gas: number, { name, gas: one, times = 1 }: NonNullable<Options['peer']>): string {
  const all = one * times;
  const count = times === 1 ? '' : ` x ${times.toLocaleString('en')}`;
  return `${name} ${one.toLocaleString('en')}${count}, we use ${toRatio(gas / all)} of it`;
}

function toRatio(ratio: number): string {
  return ratio >= 0.01 ? `${ratio.toFixed(2)}x` : `1/${Math.round(1 / ratio).toLocaleString('en')}`;
}
