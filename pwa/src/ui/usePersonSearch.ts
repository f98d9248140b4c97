/// Persons found by any part of a name: asks the server once the typing pauses, and forgets answers that come too late.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { PersonItem } from '../api/types';

const PAUSE_MS = 250;
/// Shorter texts find half the directory.
const ENOUGH = 2;
const MOST = 8;

export type PersonsFound = PersonItem[] | 'failed' | null;

export function usePersonSearch() {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<PersonsFound>(null);
  useEffect(() => {
    setFound(null);
    const wanted = query.trim();
    if (wanted.length < ENOUGH) return;
    let here = true;
    const timer = setTimeout(async () => {
      const answer = await api.persons(wanted);
      if (here) setFound(answer.ok ? answer.data.items.slice(0, MOST) : 'failed');
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [query]);
  return { query, setQuery, found };
}
