/// What the person says about coordination: as it stands, and every time it was said, by whom.
import type { ConsentRecord } from '../../../api/file';
import { t } from '../../../i18n';
import { pastDay } from '../../../i18n/dates';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Opening } from '../../plan/Opening';
import type { Part } from '../File';
import { ConsentForm } from './ConsentForm';

export function Consent(part: Part) {
  const { consents } = part.file;
  const [now] = consents;
  const { coordination } = part.file.consent;
  return (
    <section id="coordination" class="card stack-s">
      <h2>{t('person.consent')}</h2>
      <p>
        <span class={`tag ${coordination === 'accepted' ? 'ok' : 'warn'}`}>
          {t(`work.consent.${coordination}`)}
        </span>{' '}
        {now ? <span class="muted small">{said(now)}</span> : null}
      </p>
      <div class="row">
        <Opening label={t('person.consentRecord')} icon="edit">
          {(close) => <ConsentForm {...part} onClose={close} />}
        </Opening>
      </div>
      {consents.length > 1 ? (
        <Disclosure title={t('person.consentHistory')} extra={String(consents.length)}>
          <ol class="stack-s">
            {consents.map((record) => (
              <li key={record.at} class="small">
                <strong>{t(`work.consent.${record.coordination}`)}</strong>{' '}
                <span class="muted">{said(record)}</span>
              </li>
            ))}
          </ol>
        </Disclosure>
      ) : null}
    </section>
  );
}

function said(record: ConsentRecord): string {
  const by = record.given_by
    ? t('person.consentBy', { name: record.given_by, as: t(`person.as.${record.given_as}`).toLowerCase() })
    : '';
  const noted = record.recorded_by ? t('person.consentNoted', { name: record.recorded_by.name }) : '';
  return [by, pastDay(record.at), noted].filter(Boolean).join(' · ');
}
