/// A change of how one signs in may ask the password again: the answer says so at `/secret`.
import { useState } from 'preact/hooks';
import type { Failure, Result } from '../../api/problem';
import { failureWords } from '../../ui/Asked/Asked';

/// What the server says about the password; `null`: it is about something else.
export const secretMistake = (failure: Failure): string | null =>
  failure.kind === 'problem'
    ? (failure.problem.errors?.find(({ pointer }) => pointer === '/secret')?.detail ?? null)
    : null;

/// The first mistake in words, where the server names one.
export const firstMistake = (failure: Failure): string =>
  (failure.kind === 'problem' && failure.problem.errors?.[0]?.detail) || failureWords(failure);

export type Wall<T> = {
  busy: boolean;
  /// The password is asked: shown once the server wants it.
  asked: boolean;
  secretError: string;
  error: string;
  run: (secret?: string) => Promise<T | null>;
};

export function useWall<T>(ask: (secret?: string) => Promise<Result<T>>): Wall<T> {
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const [secretError, setSecretError] = useState('');
  const [error, setError] = useState('');
  const run = async (secret?: string): Promise<T | null> => {
    setBusy(true);
    setError('');
    setSecretError('');
    const answer = await ask(secret);
    setBusy(false);
    if (answer.ok) return answer.data;
    const words = secretMistake(answer);
    if (words === null) setError(firstMistake(answer));
    else {
      // The first time it is a question, not a mistake.
      if (secret !== undefined) setSecretError(words);
      setAsked(true);
    }
    return null;
  };
  return { busy, asked, secretError, error, run };
}
