/// What is promised about the person, and the last promises that were kept or called off.
import { t } from '../../i18n';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { Card } from '../plan/FollowUp/Card';
import { NewForm } from '../plan/FollowUp/NewForm';
import { Opening } from '../plan/Opening';
import type { Part } from './File';

export function FollowUps({ file, reload }: Part) {
  const open = file.follow_ups.filter((item) => item.state === 'open');
  const past = file.follow_ups.filter((item) => item.state !== 'open');
  open.sort((a, b) => a.due_at.localeCompare(b.due_at));
  past.sort((a, b) => (b.closed_at ?? '').localeCompare(a.closed_at ?? ''));
  const changed = () => void reload();
  const person = { id: file.id, name: file.name, sector_id: file.sector_id };
  return (
    <section id="suivis" class="stack-s" aria-labelledby="suivis-titre">
      <h2 id="suivis-titre">{t('person.followUps')}</h2>
      {open.length === 0 ? <p class="muted">{t('person.noFollowUp')}</p> : null}
      <ul class="plan-cards">
        {open.map((item) => (
          <Card key={item.id} item={item} nameless dated onChange={changed} />
        ))}
      </ul>
      <div class="row">
        <Opening label={t('plan.new')} icon="plus">
          {(close) => <NewForm person={person} onChange={changed} onClose={close} />}
        </Opening>
      </div>
      {past.length > 0 ? (
        <Disclosure title={t('person.pastFollowUps')} extra={String(past.length)}>
          <ul class="plan-cards">
            {past.map((item) => (
              <Card key={item.id} item={item} nameless dated onChange={changed} />
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </section>
  );
}
