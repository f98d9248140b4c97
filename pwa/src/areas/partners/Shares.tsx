/// How often each partner was proposed and chosen: impartiality must be visible to those who choose.
import { useState } from 'preact/hooks';
import { partnersApi, type Shares as SharesOf } from '../../api/partners';
import { t, tn } from '../../i18n';
import { dayKey } from '../../i18n/dates';
import { Asked, useAsked } from '../../ui/Asked/Asked';
import { Field } from '../../ui/Field/Field';
import { Bar, Figures } from '../../ui/Figures/Figures';
import { Empty } from '../../ui/Notice/Notice';
import { type Kinds, kindName } from './PartnersArea';
import { alwaysTheSame, lastMonths, percent } from './shares';

export function Shares({ kinds }: { kinds: Kinds }) {
  const [{ from, to }, setPeriod] = useState(() => lastMonths(dayKey(new Date()), 3));
  const asking = useAsked(() => partnersApi.shares(from, to), [from, to]);
  const day = (label: string, value: string, set: (value: string) => void) => (
    <Field label={label}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          type="date"
          value={value}
          onChange={(event) => event.currentTarget.value && set(event.currentTarget.value)}
        />
      )}
    </Field>
  );
  return (
    <>
      <p class="muted">{t('partners.sharesLead')}</p>
      <div class="partners-period">
        {day(t('partners.from'), from, (next) => setPeriod({ from: next, to }))}
        {day(t('partners.to'), to, (next) => setPeriod({ from, to: next }))}
      </div>
      <Asked of={asking}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('partners.sharesEmpty')} />
          ) : (
            items.map((share) => <Share key={share.kind} share={share} kind={kindName(kinds, share.kind)} />)
          )
        }
      </Asked>
    </>
  );
}

function Share({ share, kind }: { share: SharesOf; kind: string }) {
  return (
    <section class="stack-s">
      <Figures caption={tn('partners.sharesOf', share.total, { kind })}>
        <thead>
          <tr>
            <th scope="col">{t('partners.colPartner')}</th>
            <th scope="col" class="number">
              {t('partners.colProposed')}
            </th>
            <th scope="col" class="number">
              {t('partners.colChosen')}
            </th>
            <th scope="col" colSpan={2}>
              {t('partners.colShare')}
            </th>
          </tr>
        </thead>
        <tbody>
          {share.partners.map((partner) => (
            <tr key={partner.id}>
              <th scope="row">{partner.name}</th>
              <td class="number">{partner.proposed}</td>
              <td class="number">{partner.chosen}</td>
              <td class="number">{t('partners.percent', { n: percent(partner.chosen, share.total) })}</td>
              <td class="partners-bar">
                <Bar value={partner.chosen} top={share.total} />
              </td>
            </tr>
          ))}
        </tbody>
      </Figures>
      {alwaysTheSame(share) ? <p class="muted small">{t('partners.alone')}</p> : null}
    </section>
  );
}
