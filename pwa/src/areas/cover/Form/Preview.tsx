/// "12 alertes, 3 suivis et les notifications du secteur Nord iront à Karim": asked of the server once the form is whole, and
/// again a moment after each change.
import { useEffect, useState } from 'preact/hooks';
import { type CoverPreview, coverApi } from '../../../api/cover';
import type { Named } from '../../../api/types';
import { t, tn } from '../../../i18n';
import { dayTime } from '../../../i18n/dates';
import { Icon } from '../../../ui/Icon/Icon';
import { bodyOf, type Draft, mistakeIn } from '../draft';
import { refusalWords } from '../words';

const PATIENCE_MS = 300;

type State =
  | { kind: 'wait' | 'busy' | 'failed' }
  /// What the server would refuse on saving, too.
  | { kind: 'refused'; words: string }
  | { kind: 'here'; preview: CoverPreview };

export function Preview({ draft, people }: { draft: Draft; people: Named[] }) {
  const [state, setState] = useState<State>({ kind: 'wait' });
  const { reason: _, ...asked } = draft;
  useEffect(() => {
    if (mistakeIn(draft, new Date())) return setState({ kind: 'wait' });
    let here = true;
    setState((before) => (before.kind === 'here' ? before : { kind: 'busy' }));
    const timer = setTimeout(async () => {
      const { reason: _, ...body } = bodyOf(draft);
      const answer = await coverApi.preview(body);
      if (!here) return;
      if (answer.ok) setState({ kind: 'here', preview: answer.data });
      else if (answer.kind === 'problem') setState({ kind: 'refused', words: refusalWords(answer) });
      else setState({ kind: 'failed' });
    }, PATIENCE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [JSON.stringify(asked)]);
  return (
    <section class="cover-preview">
      <h3>{t('cover.preview')}</h3>
      <div role="status" class="stack-s">
        <p class={state.kind === 'refused' ? 'error' : state.kind === 'here' ? undefined : 'muted'}>
          {wordsOf(state, draft, people)}
        </p>
        {state.kind === 'here' && state.preview.conflicts.length > 0 ? (
          <ul class="cover-conflicts">
            {state.preview.conflicts.map((conflict) => (
              <li key={conflict.code + conflict.detail}>
                <Icon name="alert" size={18} />
                <span>{conflict.detail}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </section>
  );
}

const WAITING = {
  wait: 'cover.previewWait',
  busy: 'cover.previewBusy',
  failed: 'cover.previewFailed',
} as const;

function wordsOf(state: State, draft: Draft, people: Named[]): string {
  if (state.kind === 'refused') return state.words;
  if (state.kind !== 'here') return t(WAITING[state.kind]);
  const { alerts, follow_ups, persons, sectors } = state.preview;
  const name = (id: string) => people.find((one) => one.id === id)?.name ?? '';
  const body = bodyOf(draft);
  return t(`cover.moves.${draft.kind}`, {
    alerts: tn('cover.alerts', alerts),
    followUps: tn('cover.followUps', follow_ups),
    persons: tn('cover.persons', persons),
    where:
      sectors.length > 0
        ? t('cover.where', { sectors: sectors.map((sector) => sector.name).join(', ') })
        : t('cover.whereNothing'),
    cover: name(draft.cover),
    absent: name(draft.absent),
    from: dayTime(body.from),
    to: dayTime(body.to),
  });
}
