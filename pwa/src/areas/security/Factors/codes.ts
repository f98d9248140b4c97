/// How secrets and codes are written for people. Pure.

/// `abcdefghij` → `abcd efgh ij`.
export const inFours = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? '';

/// The file somebody keeps: what the codes are for, then one a line.
export const asText = (lead: string, codes: readonly string[]): string => `${lead}\n\n${codes.join('\n')}\n`;
