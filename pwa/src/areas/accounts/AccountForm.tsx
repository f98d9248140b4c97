/// The form around the fields: checks what can be known here, sends, puts the server's mistakes beside their fields.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Result } from '../../api/problem';
import { t } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Notice } from '../../ui/Notice/Notice';
import { AccountFields } from './AccountFields';
import { type Draft, type Mistakes, mistakesOf, needsSector } from './fields';
import type { KnownSector } from './sectors-known';

type Props<T> = {
  start: Draft;
  fresh: boolean;
  sectors: KnownSector[];
  submit: string;
  send: (draft: Draft) => Promise<Result<T>>;
  onDone: (data: T) => void;
  /// Words for a refusal that only the caller understands; `null`: the usual ones.
  refused?: (failure: Exclude<Result<T>, { ok: true }>) => string | null;
  children?: ComponentChildren;
};

export function AccountForm<T>({ start, fresh, sectors, submit, send, onDone, refused, children }: Props<T>) {
  const [draft, setDraft] = useState(start);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const refuse = (found: Mistakes, words: string) => {
    setMistakes(found);
    setRefusal(words);
    const [first] = Object.keys(found);
    if (first)
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus());
  };
  const run = async () => {
    if (busy) return;
    const found: Mistakes = {};
    if (!draft.name.trim()) found.name = t('accounts.nameMissing');
    if (needsSector(draft.role) && draft.sector_ids.length === 0)
      found.sector_ids = t('accounts.sectorMissing');
    if (Object.keys(found).length > 0) return refuse(found, '');
    refuse({}, '');
    setBusy(true);
    const answer = await send(draft);
    setBusy(false);
    if (answer.ok) return onDone(answer.data);
    refuse(mistakesOf(answer), refused?.(answer) ?? failureWords(answer));
  };
  return (
    <form
      ref={form}
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <AccountFields
        draft={draft}
        mistakes={mistakes}
        sectors={sectors}
        fresh={fresh}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy}>
          {busy ? t('app.saving') : submit}
        </button>
        {children}
      </div>
    </form>
  );
}
