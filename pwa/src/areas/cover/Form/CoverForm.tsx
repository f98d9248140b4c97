/// Who, for what, from when to when; below it, in one sentence, what would move.
import { useEffect, useRef, useState } from 'preact/hooks';
import { COVER_KINDS, type Cover, coverApi } from '../../../api/cover';
import type { Named } from '../../../api/types';
import { t } from '../../../i18n';
import { me, user } from '../../../session/session';
import { Choice } from '../../../ui/Choice/Choice';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field, Select } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { bodyOf, type Draft, type Mistake, mistakeIn } from '../draft';
import { type Colleague, sectorsFor, standIns } from '../people';
import { refusalWords } from '../words';
import { PersonPicker } from './PersonPicker';
import { Preview } from './Preview';
import { When } from './When';

type Props = { begin: Draft; people: Colleague[]; onClose: () => void; onSaved: (cover: Cover) => void };

/// Where the cursor goes for each mistake.
const FIELDS: Record<Mistake, string> = {
  absent: 'absent',
  cover: 'cover',
  same: 'cover',
  scope: 'scope',
  times: 'from',
  order: 'to',
  past: 'to',
};

export function CoverForm({ begin, people, onClose, onSaved }: Props) {
  const [draft, setDraft] = useState(begin);
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<Draft>) => {
    setMistake(null);
    setDraft({ ...draft, ...change });
  };
  useEffect(() => {
    if (mistake) form.current?.querySelector<HTMLElement>(`[name=${FIELDS[mistake]}]`)?.focus();
  }, [mistake]);

  const submit = async () => {
    if (busy) return;
    const found = mistakeIn(draft, new Date());
    setMistake(found);
    setRefusal('');
    if (found) return;
    setBusy(true);
    const answer = await coverApi.create(bodyOf(draft));
    setBusy(false);
    if (answer.ok) onSaved(answer.data);
    else setRefusal(refusalWords(answer));
  };
  const errorAt = (...mistakes: Mistake[]) =>
    mistake && mistakes.includes(mistake) ? { error: t(`cover.missing.${mistake}`) } : {};
  return (
    <Dialog title={t('cover.plan')} onClose={onClose}>
      <form
        ref={form}
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div class="stack-s">
          <Choice
            legend={t('cover.kind')}
            name="cover-kind"
            value={draft.kind}
            onChange={(kind) =>
              set({ kind, scope: kind === 'remove' && draft.scope === 'person' ? '' : draft.scope })
            }
            options={COVER_KINDS.map((value) => ({ value, label: t(`cover.kind.${value}`) }))}
          />
          <p class="muted small">{t(`cover.hint.${draft.kind}`)}</p>
        </div>
        {draft.kind === 'add' ? null : (
          <Who
            name="absent"
            label={t('cover.absent')}
            value={draft.absent}
            people={people}
            onChange={(absent) => set({ absent, cover: '', scope: draft.scope === 'person' ? 'person' : '' })}
            {...errorAt('absent')}
          />
        )}
        {draft.kind === 'remove' ? null : (
          <Who
            name="cover"
            label={t(draft.kind === 'add' ? 'cover.helper' : 'cover.cover')}
            value={draft.cover}
            people={draft.kind === 'add' ? people : standIns(people, draft.absent)}
            onChange={(cover) => set({ cover })}
            {...errorAt('cover', 'same')}
          />
        )}
        <Scope draft={draft} people={people} set={set} error={errorAt('scope').error} />
        <When
          from={draft.from}
          to={draft.to}
          onChange={set}
          fromError={errorAt('times').error}
          toError={errorAt('order', 'past').error}
        />
        <Field label={t('cover.reason')} hint={t('cover.reasonHint')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              maxLength={200}
              value={draft.reason}
              onInput={(event) => set({ reason: event.currentTarget.value })}
            />
          )}
        </Field>
        <Preview draft={draft} people={people} />
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {t('cover.save')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type WhoProps = {
  name: string;
  label: string;
  value: string;
  people: Named[];
  error?: string;
  onChange: (id: string) => void;
};

export function Who({ name, label, value, people, error, onChange }: WhoProps) {
  const mine = user.value?.id;
  return (
    <Field label={label} {...(error ? { error } : {})}>
      {(aria) => (
        <select
          {...aria}
          class="input"
          name={name}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          <option value="">{t('cover.choose')}</option>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {one.id === mine ? t('cover.me', { name: one.name }) : one.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

type ScopeProps = {
  draft: Draft;
  people: Colleague[];
  set: (change: Partial<Draft>) => void;
  error: string | undefined;
};

/// An administrator sees no person's name, so cannot choose one.
function Scope({ draft, people, set, error }: ScopeProps) {
  const absent = draft.kind === 'add' ? '' : draft.absent;
  const sectors = sectorsFor(people, absent, me.value?.sectors ?? []);
  const persons = draft.kind !== 'remove' && user.value?.role !== 'administrator';
  return (
    <>
      <Select
        label={t('cover.scope')}
        name="scope"
        value={draft.scope}
        onChange={(scope) => set({ scope })}
        {...(error ? { error } : {})}
        options={[
          { value: '', label: t(draft.kind === 'add' ? 'cover.choose' : 'cover.scopeAll') },
          ...sectors.map(({ id, name }) => ({ value: id, label: t('cover.scopeSector', { name }) })),
          ...(persons ? [{ value: 'person', label: t('cover.scopePerson') }] : []),
        ]}
      />
      {draft.scope === 'person' ? (
        <PersonPicker value={draft.person} onChange={(person) => set({ person })} />
      ) : null}
    </>
  );
}
