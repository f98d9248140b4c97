/// How people closed the real alerts that the replayed ones match.
import type { Judged as Data } from '../../../api/lab';
import { t } from '../../../i18n';
import { usefulShare } from '../rules/outlook';
import { number, percent } from '../words';

export function Judged({ current, draft }: { current: Data; draft: Data }) {
  const rows = [
    { word: t('lab.inForce'), judged: current },
    { word: t('lab.draft'), judged: draft },
  ];
  return (
    <section class="stack-s">
      <h3>{t('lab.judged')}</h3>
      <p class="muted small">{t('lab.judgedMore')}</p>
      <table class="lab-table">
        <thead>
          <tr>
            <th scope="col">{t('lab.rules')}</th>
            <th scope="col">{t('lab.useful')}</th>
            <th scope="col">{t('lab.noise')}</th>
            <th scope="col">{t('lab.unjudged')}</th>
            <th scope="col">{t('lab.usefulShare')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ word, judged }) => {
            const share = usefulShare(judged);
            return (
              <tr key={word}>
                <th scope="row">{word}</th>
                <td>{number(judged.useful)}</td>
                <td>{number(judged.noise)}</td>
                <td>{number(judged.unjudged)}</td>
                <td>{share === null ? t('lab.nobodyJudged') : percent(share)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
