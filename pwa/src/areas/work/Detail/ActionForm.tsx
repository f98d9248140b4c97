/// Something done: what, how, with whom, and who agreed. Nothing is done behind the person's back.
import { useEffect, useState } from 'preact/hooks';
import type { CatalogueAction, NewAction } from '../../../api/casework';
import { AGREEMENTS, type Agreement, type AlertDetail, CONTACTS, type Contact } from '../../../api/types';
import { label, t } from '../../../i18n';
import { dayKey } from '../../../i18n/dates';
import { Choice } from '../../../ui/Choice/Choice';
import { Select } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { catalogue, loadCatalogue, shownActions } from '../catalogue';
import { act } from './actions';
import { keptText, useKept } from './drafts';
import { FormFrame } from './FormFrame';
import { LineBox } from './LineBox';
import { ACTION_MAX, AGREED_BY_MAX } from './limits';
import { NO_PARTNERS, PartnerPicker, type Picked } from './PartnerPicker';
import { TextBox } from './TextBox';

const FORM = 'action';

/// Somebody said yes or no: who, and when.
const said = (agreement: Agreement | null) => agreement !== null && agreement !== 'not_asked';

export function ActionForm({ alert }: { alert: AlertDetail }) {
  useEffect(loadCatalogue, []);
  if (catalogue.value === 'loading') return <Skeleton lines={3} label={t('app.loading')} />;
  if (catalogue.value === 'failed') {
    return (
      <Notice tone="bad">
        {t('app.unreachable')}
        <button type="button" class="button" onClick={loadCatalogue}>
          {t('app.retry')}
        </button>
      </Notice>
    );
  }
  return <Loaded alert={alert} actions={shownActions()} />;
}

function Loaded({ alert, actions }: { alert: AlertDetail; actions: CatalogueAction[] }) {
  const [kind, setKind] = useKept(alert.id, FORM, 'kind', actions[0]?.id ?? 'other');
  const [contact, setContact] = useKept<Contact>(alert.id, FORM, 'contact', 'phone');
  const [agreement, setAgreement] = useKept<Agreement | null>(alert.id, FORM, 'agreement', null);
  const [picked, setPicked] = useKept<Picked>(alert.id, FORM, 'partners', NO_PARTNERS);
  const [missing, setMissing] = useState(false);
  const action = actions.find((one) => one.id === kind);
  const needed = action?.needs_agreement ?? false;
  const partners = action?.partner_kind != null || kind === 'partner';
  const unfit = agreement === null || (needed && agreement === 'not_asked');

  const send = async () => {
    setMissing(unfit);
    if (unfit) return false;
    const text = keptText(alert.id, FORM).trim();
    const by = keptText(alert.id, FORM, 'agreed_by').trim();
    const on = keptText(alert.id, FORM, 'agreed_on') || dayKey(new Date());
    const body: NewAction = {
      kind,
      contact,
      agreement,
      ...(said(agreement) ? { agreed_on: on, ...(by ? { agreed_by: by } : {}) } : {}),
      ...(partners && picked.proposed.length > 0
        ? { partners_proposed: picked.proposed.map((one) => one.id) }
        : {}),
      ...(partners && picked.chosen ? { partner_id: picked.chosen } : {}),
      ...(text ? { text } : {}),
    };
    return act(alert, body);
  };

  return (
    <FormFrame place={alert.id} form={FORM} submit={t('work.save')} onSubmit={send}>
      <Select
        label={t('work.kindLabel')}
        value={kind}
        onChange={setKind}
        options={actions.map((one) => ({ value: one.id, label: label(one.label) }))}
      />
      <Choice
        legend={t('work.contactLabel')}
        name="contact"
        value={contact}
        onChange={setContact}
        options={CONTACTS.map((value) => ({ value, label: t(`work.contact.${value}`) }))}
      />
      {partners ? (
        <PartnerPicker
          key={action?.partner_kind ?? ''}
          kind={action?.partner_kind ?? null}
          sector={alert.person.sector_id}
          picked={picked}
          onChange={setPicked}
        />
      ) : null}
      <Choice
        legend={t('case.agreementLabel')}
        name="agreement"
        value={agreement}
        error={missing && unfit ? t(needed ? 'case.agreementNeeded' : 'case.agreementEmpty') : undefined}
        onChange={setAgreement}
        options={AGREEMENTS.filter((value) => !needed || value !== 'not_asked').map((value) => ({
          value,
          label: t(`work.agreement.${value}`),
        }))}
      />
      {said(agreement) ? <Who alert={alert} /> : null}
      <TextBox place={alert.id} form={FORM} label={t('work.textLabel')} max={ACTION_MAX} />
    </FormFrame>
  );
}

/// Who said so, and on which day.
function Who({ alert }: { alert: AlertDetail }) {
  const today = dayKey(new Date());
  return (
    <div class="two-fields">
      <LineBox
        place={alert.id}
        form={FORM}
        field="agreed_by"
        label={t('case.agreedBy')}
        max={AGREED_BY_MAX}
      />
      <LineBox
        place={alert.id}
        form={FORM}
        field="agreed_on"
        label={t('case.agreedOn')}
        type="date"
        initial={today}
        to={today}
      />
    </div>
  );
}
