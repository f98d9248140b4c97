/// The open rating: every tap is written to the phone before anything else, so that a call, an empty battery
/// or a killed app loses nothing. The id is made at the first tap. A draft of another day is not gone on with by itself: the aide
/// says whether it is that day's visit or a new one.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Axis } from '../../../api/types';
import { openDraft } from '../../../app/update';
import { ofAnotherDay } from '../../../outbox/rating';
import { dropDraft, getDraft, putDraft } from '../../../outbox/store';
import type { Answer, Answers, Draft } from '../../../outbox/types';
import { uuid7 } from '../../../outbox/uuid7';
import { user } from '../../../session/session';
import { blank, type Target } from './blank';

export type OpenDraft = {
  /// Null until the phone's database has been asked.
  answers: Answers | null;
  signs: string[];
  note: string;
  /// Begun on another day and never saved: to be taken up or dropped before anything is answered.
  old: Draft | null;
  takeUp(): void;
  startOver(): Promise<void>;
  /// The phone could not write the last change.
  full: boolean;
  started: boolean;
  answer(axis: Axis, value: Answer): void;
  toggleSign(id: string): void;
  setNote(text: string): void;
  current(): Draft | null;
};

export function useDraft(target: Target): OpenDraft {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [loaded, setLoaded] = useState(false);
  const [old, setOld] = useState<Draft | null>(null);
  const [full, setFull] = useState(false);
  // Two taps may come before a render: the newest draft is kept beside the state.
  const latest = useRef<Draft | null>(null);
  const account = user.value?.id ?? '';

  const goOn = (found: Draft | null) => {
    latest.current = found;
    setDraft(found);
    setOld(null);
    setLoaded(true);
    if (found) openDraft.value = found.id;
  };

  useEffect(() => {
    let here = true;
    latest.current = null;
    setDraft(null);
    setOld(null);
    setLoaded(false);
    getDraft(account, target.slot)
      .catch(() => undefined)
      .then((found) => {
        if (!here) return;
        if (found && ofAnotherDay(found, new Date())) setOld(found);
        else goOn(found ?? null);
      });
    return () => {
      here = false;
      openDraft.value = null;
    };
  }, [account, target.slot]);

  const change = (edit: (draft: Draft) => Draft) => {
    const base = latest.current ?? { ...blank(target, new Date()), id: uuid7(), account };
    const next = edit(base);
    latest.current = next;
    openDraft.value = next.id;
    setDraft(next);
    putDraft(next).then(
      () => setFull(false),
      () => setFull(true),
    );
  };

  const shown = draft ?? blank(target, new Date());
  return {
    answers: loaded ? shown.answers : null,
    signs: shown.signs,
    note: shown.note,
    old,
    takeUp: () => goOn(old),
    // Where it cannot be dropped, the first tap of the new one is written in its place.
    startOver: () =>
      dropDraft(account, target.slot)
        .catch(() => undefined)
        .then(() => goOn(null)),
    full,
    started: draft !== null,
    answer: (axis, value) => change((d) => ({ ...d, answers: { ...d.answers, [axis]: value } })),
    toggleSign: (id) =>
      change((d) => ({
        ...d,
        signs: d.signs.includes(id) ? d.signs.filter((sign) => sign !== id) : [...d.signs, id],
      })),
    setNote: (note) => change((d) => ({ ...d, note })),
    current: () => latest.current,
  };
}
