/// The entries on screen: the newest first, more when asked for, all of them for paper, and the newest again after a change.
import { useEffect, useRef, useState } from 'preact/hooks';
import { file as calls } from '../../../api/file';
import { loadCatalogue } from '../../work/catalogue';
import { unfoldForPrint, wholeTimeline } from '../print';
import { type Group, PAGE, type Read, readOn, renewed } from './timeline';

/// The first look; the rest comes by larger pages.
const FIRST = 40;
/// Years of a file, read for paper.
const WHOLE_PAGES = 40;

/// `file` is the answer the page stands on: when it was asked for again, something has happened.
export function useTimeline(person: string, file: object) {
  const [read, setRead] = useState<Read | null>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const latest = useRef(read);
  latest.current = read;

  const ask = (limit: number) => async (before: string | undefined) => {
    const answer = await calls.timeline(person, before, limit);
    return answer.ok ? { items: answer.data.items, next: answer.data.next_before } : null;
  };
  const keep = (found: Read | null) => {
    if (found) setRead(found);
    setState(found ? 'ready' : 'failed');
  };
  const more = async (wanted: Group) => {
    setState('loading');
    keep(await readOn(latest.current, wanted, ask(PAGE)));
  };
  const begin = async () => {
    setState('loading');
    keep(await ask(FIRST)(undefined));
  };
  useEffect(() => {
    // The federation's own words for actions.
    loadCatalogue();
    void begin();
    wholeTimeline.value = async () => {
      for (let page = 0; page < WHOLE_PAGES && latest.current?.next; page++) {
        const next = await ask(PAGE)(latest.current.next);
        if (!next) return;
        latest.current = { items: [...latest.current.items, ...next.items], next: next.next };
      }
      setRead(latest.current);
    };
    const fold = unfoldForPrint();
    return () => {
      fold();
      wholeTimeline.value = null;
    };
  }, [person]);

  const first = useRef(file);
  useEffect(() => {
    if (first.current === file) return;
    first.current = file;
    void ask(FIRST)(undefined).then((fresh) => {
      if (fresh && latest.current) setRead(renewed(latest.current, fresh));
    });
  }, [file]);

  return { read, state, more, begin };
}
