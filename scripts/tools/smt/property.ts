/** One contract whose function `property` asserts something. */
export type Property = { readonly file: string; readonly contract: string };

export type Answer = 'proved' | 'refuted' | 'unknown';
