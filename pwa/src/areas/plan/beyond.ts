/// What a refusal carries besides its words: the thing as it is now.
import type { Stale } from '../../api/follow';
import type { Failure } from '../../api/problem';

export const beyond = (failure: Failure): Stale =>
  failure.kind === 'problem' ? (failure.problem as Stale) : {};
