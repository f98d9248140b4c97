/// The federation's sectors: how many work and live in each, a new one, another name, one whose persons go elsewhere, one that is over.
import { useState } from 'preact/hooks';
import { accountsApi, type Sector } from '../../api/accounts';
import type { Result } from '../../api/problem';
import { t, tn } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { Field } from '../../ui/Field/Field';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { showToast } from '../../ui/Toast/toast';
import { MovePersons } from './MovePersons';

export function Sectors() {
  const asking = useAsked(accountsApi.sectors);
  const again = () => void asking.again();
  return (
    <>
      <p class="muted">{t('accounts.sectorsLead')}</p>
      <Asked of={asking}>
        {({ items }) => (
          <>
            <ul class="accounts-cards">
              {items.map((sector) => (
                <li key={sector.id}>
                  <Card sector={sector} others={othersInUse(items, sector)} onChanged={again} />
                </li>
              ))}
            </ul>
            <section class="card stack-s accounts-narrow" aria-labelledby="nouveau-secteur">
              <h2 id="nouveau-secteur">{t('accounts.sectorAdd')}</h2>
              <NameForm
                start=""
                submit={t('accounts.sectorMake')}
                send={accountsApi.addSector}
                onDone={again}
              />
            </section>
          </>
        )}
      </Asked>
    </>
  );
}

/// Nobody alive may be left in a sector that is over.
const inUse = ({ persons, aides, coordinators, referents }: Sector) =>
  persons + aides + coordinators + referents > 0;

const othersInUse = (all: Sector[], { id }: Sector) =>
  all.filter((other) => other.id !== id && other.archived_at === null);

type CardProps = { sector: Sector; others: Sector[]; onChanged: () => void };

function Card({ sector, others, onChanged }: CardProps) {
  const [renaming, setRenaming] = useState(false);
  const [moving, setMoving] = useState(false);
  const [refusal, setRefusal] = useState('');
  const over = sector.archived_at !== null;
  const run = async (ask: typeof accountsApi.archiveSector, words: string, undo: boolean): Promise<void> => {
    setRefusal('');
    const answer = await ask(sector.id, sector.version);
    if (!answer.ok) return setRefusal(failureWords(answer));
    onChanged();
    const back = async () => {
      const undone = await accountsApi.restoreSector(sector.id, answer.data.version);
      if (!undone.ok) showToast({ text: failureWords(undone), tone: 'bad' });
      onChanged();
    };
    const action = undo ? { action: { label: t('app.undo'), run: () => void back() } } : {};
    showToast({ text: words, tone: 'ok', ...action });
  };
  const { name } = sector;
  return (
    <article class="card stack-s" aria-label={name}>
      <div class="row between">
        <h2>{name}</h2>
        {sector.archived_at ? (
          <span class="tag">{t('accounts.sectorOver', { date: dateTime(sector.archived_at) })}</span>
        ) : null}
      </div>
      <p>
        {tn('accounts.persons', sector.persons)}
        {' · '}
        {tn('accounts.aides', sector.aides)}
      </p>
      <p class="muted">
        {tn('accounts.coordinators', sector.coordinators)}
        {' · '}
        {tn('accounts.referents', sector.referents)}
      </p>
      {renaming ? (
        <NameForm
          start={name}
          submit={t('app.save')}
          send={(next) => accountsApi.renameSector(sector.id, sector.version, next)}
          onDone={() => {
            setRenaming(false);
            onChanged();
          }}
          onCancel={() => setRenaming(false)}
        />
      ) : (
        <div class="row">
          <button type="button" class="button" onClick={() => setRenaming(true)}>
            <Icon name="edit" />
            {t('accounts.sectorRename')}
          </button>
          {sector.persons > 0 && others.length > 0 ? (
            <button type="button" class="button" onClick={() => setMoving(true)}>
              {t('accounts.move')}
            </button>
          ) : null}
          {over ? (
            <button
              type="button"
              class="button"
              onClick={() =>
                void run(accountsApi.restoreSector, t('accounts.sectorRestored', { name }), false)
              }
            >
              {t('accounts.sectorRestore')}
            </button>
          ) : (
            <button
              type="button"
              class="button plain"
              onClick={() =>
                void run(accountsApi.archiveSector, t('accounts.sectorArchived', { name }), true)
              }
            >
              {t('accounts.sectorArchive')}
            </button>
          )}
        </div>
      )}
      {!over && inUse(sector) ? <p class="muted small">{t('accounts.sectorInUse')}</p> : null}
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      {moving ? (
        <MovePersons sector={sector} others={others} onClose={() => setMoving(false)} onMoved={onChanged} />
      ) : null}
    </article>
  );
}

type NameProps = {
  start: string;
  submit: string;
  send: (name: string) => Promise<Result<Sector>>;
  onDone: () => void;
  onCancel?: () => void;
};

function NameForm({ start, submit, send, onDone, onCancel }: NameProps) {
  const [name, setName] = useState(start);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (busy) return;
    if (!name.trim()) return setError(t('accounts.sectorNameMissing'));
    setError('');
    setBusy(true);
    const answer = await send(name.trim());
    setBusy(false);
    if (!answer.ok) return setError(failureWords(answer));
    setName('');
    onDone();
  };
  return (
    <form
      class="stack-s"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={t('accounts.sectorName')} {...(error ? { error } : {})}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            value={name}
            maxLength={120}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy}>
          {submit}
        </button>
        {onCancel ? (
          <button type="button" class="button plain" onClick={onCancel}>
            {t('app.cancel')}
          </button>
        ) : null}
      </div>
    </form>
  );
}
