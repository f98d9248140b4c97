/// A new partner, or a change to one. What is typed survives a refusal and somebody else's change.
import { useRef, useState } from 'preact/hooks';
import { type Partner, type PartnerBody, partnersApi } from '../../api/partners';
import type { Failure } from '../../api/problem';
import { t } from '../../i18n';
import { me } from '../../session/session';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Field, Select } from '../../ui/Field/Field';
import { Notice } from '../../ui/Notice/Notice';
import { showToast } from '../../ui/Toast/toast';
import type { Kinds } from './PartnersArea';

const TEXTS = [
  'area',
  'contact_name',
  'phone',
  'email',
  'availability',
  'note',
  'ref',
] as const satisfies readonly (keyof PartnerBody)[];
type TextName = (typeof TEXTS)[number] | 'name';
type Draft = Record<TextName, string> & { kind: string; sector_ids: string[] };

const draftOf = (partner: Partner | null, kinds: Kinds): Draft => ({
  name: partner?.name ?? '',
  kind: partner?.kind ?? kinds[0]?.value ?? 'other',
  sector_ids: partner?.sector_ids ?? [],
  ...(Object.fromEntries(TEXTS.map((name) => [name, partner?.[name] ?? ''])) as Record<
    (typeof TEXTS)[number],
    string
  >),
});

const bodyOf = (draft: Draft): PartnerBody => ({
  name: draft.name.trim(),
  kind: draft.kind,
  sector_ids: draft.sector_ids,
  ...(Object.fromEntries(TEXTS.map((name) => [name, draft[name].trim() || null])) as Record<
    (typeof TEXTS)[number],
    string | null
  >),
});

/// The server's mistakes by field: `/phone` belongs to `phone`.
const mistakesOf = (failure: Failure): Record<string, string> =>
  failure.kind === 'problem'
    ? Object.fromEntries((failure.problem.errors ?? []).map((one) => [one.pointer.split('/')[1], one.detail]))
    : {};

type Props = { partner: Partner | null; kinds: Kinds; onClose: () => void; onSaved: () => Promise<void> };

export function PartnerForm({ partner, kinds, onClose, onSaved }: Props) {
  const [draft, setDraft] = useState(() => draftOf(partner, kinds));
  const [version, setVersion] = useState(partner?.version ?? 0);
  const [busy, setBusy] = useState(false);
  const [mistakes, setMistakes] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });

  const refuse = (found: Record<string, string>, text: string) => {
    setMistakes(found);
    setRefusal(text);
    const [first] = Object.keys(found);
    if (first) form.current?.querySelector<HTMLElement>(`[name=${first}]`)?.focus();
  };
  const submit = async () => {
    if (busy) return;
    refuse({}, '');
    if (!draft.name.trim()) return refuse({ name: t('partners.nameMissing') }, '');
    setBusy(true);
    const body = bodyOf(draft);
    const answer = await (partner ? partnersApi.change(partner.id, version, body) : partnersApi.add(body));
    setBusy(false);
    if (answer.ok) {
      onClose();
      const done = partner ? 'partners.doneChange' : 'partners.doneAdd';
      showToast({ text: t(done, { name: body.name }), tone: 'ok' });
      return void onSaved();
    }
    const now = answer.kind === 'problem' && (answer.problem as { partner?: Partner }).partner;
    if (now) {
      // The other's version is known now: saving again keeps ours, knowingly.
      setVersion(now.version);
      return refuse({}, t('partners.faster'));
    }
    refuse(mistakesOf(answer), failureWords(answer));
  };

  const text = (name: TextName, word: string, hint?: string, keyboard: 'text' | 'tel' | 'email' = 'text') => (
    <Field label={word} {...(hint ? { hint } : {})} {...(mistakes[name] ? { error: mistakes[name] } : {})}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          inputMode={keyboard}
          name={name}
          value={draft[name]}
          maxLength={200}
          onInput={(event) => set({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      title={partner ? t('partners.formEdit', { name: partner.name }) : t('partners.formAdd')}
      onClose={onClose}
    >
      <form
        ref={form}
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {text('name', t('partners.name'))}
        <Select
          label={t('partners.kind')}
          value={draft.kind}
          options={kinds}
          onChange={(kind) => set({ kind })}
        />
        {text('phone', t('partners.phone'), undefined, 'tel')}
        {text('email', t('partners.email'), undefined, 'email')}
        {text('contact_name', t('partners.contact'))}
        <Sectors chosen={draft.sector_ids} onChange={(sector_ids) => set({ sector_ids })} />
        {text('area', t('partners.area'), t('partners.areaHint'))}
        {text('availability', t('partners.availability'), t('partners.availabilityHint'))}
        {text('note', t('partners.note'), t('partners.noteHint'))}
        {text('ref', t('partners.ref'), t('partners.refHint'))}
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {t('partners.save')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Sectors({ chosen, onChange }: { chosen: string[]; onChange: (ids: string[]) => void }) {
  const known = me.value?.sectors ?? [];
  // Sectors of colleagues stay as they are: one does not see them, so one cannot untick them.
  return (
    <fieldset>
      <legend class="strong">{t('partners.sectors')}</legend>
      <p class="muted small">{t('partners.sectorsHint')}</p>
      <div class="row">
        {known.map(({ id, name }) => (
          <label key={id} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id),
                )
              }
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
