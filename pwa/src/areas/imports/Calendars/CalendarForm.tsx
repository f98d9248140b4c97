/// One calendar: its name, its secret address, and whose visits it holds.
import { useState } from 'preact/hooks';
import { type Account, accountsApi } from '../../../api/accounts';
import { type Calendar, type CalendarFields, calendarsApi } from '../../../api/calendars';
import { t } from '../../../i18n';
import { Asked, failureWords, useAsked } from '../../../ui/Asked/Asked';
import { Choice } from '../../../ui/Choice/Choice';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field, Select } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { Switch } from '../../../ui/Switch/Switch';

const WHOSE = ['sector', 'aide'] as const;
type Whose = (typeof WHOSE)[number];

type Props = { calendar: Calendar | null; onClose: () => void; onDone: () => Promise<void> };

/// Sectors and aides that may be chosen; a page of accounts has 200.
async function choices() {
  const sectors = await accountsApi.sectors();
  if (!sectors.ok) return sectors;
  const aide: Account[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof accountsApi.list>> = await accountsApi.list({
      role: 'aide',
      limit: '200',
      cursor,
    });
    if (!page.ok) return page;
    aide.push(...page.data.items);
    cursor = page.data.next_cursor;
  }
  const open = sectors.data.items.filter((sector) => sector.archived_at === null);
  return { ok: true as const, data: { sector: open, aide } };
}

export function CalendarForm({ calendar, onClose, onDone }: Props) {
  const asking = useAsked(choices);
  const [name, setName] = useState(calendar?.name ?? '');
  const [url, setUrl] = useState('');
  const [whose, setWhose] = useState<Whose>(calendar?.aide ? 'aide' : 'sector');
  const [chosen, setChosen] = useState(calendar?.aide?.id ?? calendar?.sector?.id ?? '');
  const [enabled, setEnabled] = useState(calendar?.enabled ?? true);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const send = async (ask: () => ReturnType<typeof calendarsApi.remove | typeof calendarsApi.add>) => {
    if (busy) return;
    setBusy(true);
    const answer = await ask();
    setBusy(false);
    if (answer.ok) return onDone();
    const [first] = answer.kind === 'problem' ? (answer.problem.errors ?? []) : [];
    setTrouble(first?.detail || failureWords(answer));
  };
  const save = () => {
    const fields: CalendarFields = {
      name,
      sector_id: whose === 'sector' ? chosen || null : null,
      aide_id: whose === 'aide' ? chosen || null : null,
      enabled,
    };
    return send(() =>
      calendar
        ? calendarsApi.change(calendar.id, calendar.version, { ...fields, url: url.trim() || null })
        : calendarsApi.add({ ...fields, url }),
    );
  };
  return (
    <Dialog title={calendar?.name ?? t('calendars.add')} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={t('calendars.name')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field
          label={t('calendars.url')}
          hint={calendar ? t('calendars.urlKept', { host: calendar.host }) : t('calendars.urlHint')}
        >
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="url"
              autocomplete="off"
              spellcheck={false}
              value={url}
              onInput={(event) => setUrl(event.currentTarget.value)}
            />
          )}
        </Field>
        <Choice<Whose>
          legend={t('calendars.whose')}
          name="calendar-whose"
          value={whose}
          options={WHOSE.map((value) => ({ value, label: t(`calendars.whose.${value}`) }))}
          onChange={(next) => {
            setWhose(next);
            setChosen('');
          }}
        />
        <Asked of={asking} lines={1}>
          {(all) => (
            <Select
              label={t(`calendars.whose.${whose}`)}
              value={chosen}
              options={[
                { value: '', label: t('calendars.choose') },
                ...all[whose].map((one) => ({ value: one.id, label: one.name })),
              ]}
              onChange={setChosen}
            />
          )}
        </Asked>
        <Switch label={t('calendars.enabled')} on={enabled} onChange={setEnabled} />
        {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {t('calendars.save')}
          </button>
          {calendar ? (
            <button
              type="button"
              class="button"
              aria-disabled={busy}
              onClick={() => void send(() => calendarsApi.remove(calendar.id))}
            >
              {t('calendars.remove')}
            </button>
          ) : null}
        </div>
        {calendar ? <p class="muted small">{t('calendars.removeHint')}</p> : null}
      </form>
    </Dialog>
  );
}
