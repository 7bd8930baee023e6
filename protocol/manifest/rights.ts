/** What a contributor states about a text, in the order of the manifest; each surface asks for each of them. */
export const RIGHTS = [
  ['holdsRights', 'I hold the rights to this text.'],
  ['allPartyConsent', 'Everyone who speaks or is described in it agrees.'],
  ['noMinors', 'It holds no personal data of minors.'],
] as const;

/** The statements of rights, each of which a contributor made. */
export type Rights = { readonly [K in (typeof RIGHTS)[number][0]]: true };

/** All statements made, for whoever was asked for each of them. */
export const ALL_RIGHTS: Rights = { holdsRights: true, allPartyConsent: true, noMinors: true };
