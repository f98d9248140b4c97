/// Who it is, how to reach them, what stands in short; and the way to paper.
import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { me, user } from '../../../session/session';
import { Icon } from '../../../ui/Icon/Icon';
import { Heading } from '../../../ui/Page/Page';
import { SeverityTag } from '../../../ui/Severity/Severity';
import { Card } from '../../place/lazy';
import { Opening } from '../../plan/Opening';
import { Copy } from '../../register/Copy';
import { reportNeed } from '../../work/Need/open';
import type { Part } from '../File';
import { printFile } from '../print';
import { ReachForm } from './ReachForm';

export function Head({ file, reload }: Part) {
  const sector = me.value?.sectors.find((other) => other.id === file.sector_id)?.name;
  const [busy, setBusy] = useState(false);
  const [copying, setCopying] = useState(false);
  const [card, setCard] = useState(false);
  const print = async () => {
    if (busy) return;
    setBusy(true);
    await printFile();
    setBusy(false);
  };
  const { phone, address } = file;
  return (
    <header class="person-head">
      <div class="person-title">
        <Heading title={t('person.fileOf', { name: file.name })} inWindow={t('work.openFile')} />
        <button type="button" class="button" onClick={() => reportNeed({ id: file.id, name: file.name })}>
          <Icon name="plus" size={18} />
          {t('case.need')}
        </button>
        <button type="button" class="button" aria-disabled={busy} onClick={() => void print()}>
          <Icon name="print" size={18} />
          {t('person.print')}
        </button>
        {user.value?.role === 'sector_referent' ? (
          <button type="button" class="button" onClick={() => setCopying(true)}>
            <Icon name="note" size={18} />
            {t('register.copy')}
          </button>
        ) : null}
        <button type="button" class="button" onClick={() => setCard(true)}>
          <Icon name="home" size={18} />
          {t('person.card')}
        </button>
        {card ? (
          <Card
            person={file}
            madeAt={file.place_code?.made_at ?? null}
            onChange={() => void reload()}
            onClose={() => setCard(false)}
          />
        ) : null}
        {copying ? <Copy id={file.id} name={file.name} onClose={() => setCopying(false)} /> : null}
      </div>
      <p class="print-only">
        {t('person.printed', { date: dateTime(new Date()), name: user.value?.name ?? '' })}
      </p>
      <Tags file={file} />
      <p class="muted">{sector}</p>
      <OpenAlerts file={file} />
      <div class="person-reach">
        {phone ? (
          <a class="button" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            <Icon name="phone" size={18} />
            {phone}
          </a>
        ) : (
          <span class="muted">{t('person.noPhone')}</span>
        )}
        {address ? <address>{address}</address> : <span class="muted">{t('person.noAddress')}</span>}
        <Opening
          label={t(phone || address ? 'person.change' : 'person.addReach')}
          icon="edit"
          look="plain"
          about={t('person.reach')}
        >
          {(close) => <ReachForm file={file} reload={reload} onClose={close} />}
        </Opening>
      </div>
    </header>
  );
}

function Tags({ file }: Pick<Part, 'file'>) {
  const { coordination } = file.consent;
  return (
    <p class="row">
      <span class={`tag ${coordination === 'accepted' ? 'ok' : 'warn'}`}>
        {t('work.consent')} : {t(`work.consent.${coordination}`).toLowerCase()}
      </span>
      {file.watch ? (
        <span class="tag">
          {t('plan.watch')} : {t(`plan.cadence.${file.watch.cadence}`).toLowerCase()}
        </span>
      ) : null}
      {file.caseload?.state === 'active' ? <span class="tag">{t('plan.caseload')}</span> : null}
      {file.caseload?.contact_late ? <span class="tag bad">{t('plan.contactLate')}</span> : null}
      {file.dac ? <span class="tag">{t(`person.dac.${file.dac.state}`)}</span> : null}
    </p>
  );
}

/// What is being worked on right now stands on top.
function OpenAlerts({ file }: Pick<Part, 'file'>) {
  const open = file.alerts.filter((alert) => alert.state !== 'closed');
  return open.map((alert) => (
    <a key={alert.id} class={`person-open ${alert.severity}`} href={`/alertes/${alert.id}`}>
      <SeverityTag severity={alert.severity} />
      <span class="tag">{t(`state.${alert.state}`)}</span>
      <span>{alert.sentence}</span>
    </a>
  ));
}
