/// A small table of what is in force beside the draft, with bars for the eye.
import { t } from '../../../i18n';
import type { Line } from '../rules/outlook';
import { number, signed } from '../words';
import { Bar } from './Bar';

type Props = { title: string; head: string; unit: string; lines: Line[] };

export function Pairs({ title, head, unit, lines }: Props) {
  const top = Math.max(1, ...lines.flatMap((line) => [line.current, line.draft]));
  return (
    <section class="stack-s">
      <h3>
        {title} <span class="muted small">{unit}</span>
      </h3>
      {lines.length === 0 ? <p class="muted">{t('lab.nothing')}</p> : null}
      {lines.length > 0 ? (
        <table class="lab-table">
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col">{t('lab.inForce')}</th>
              <th scope="col">{t('lab.draft')}</th>
              <th scope="col">{t('lab.difference')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <th scope="row">
                  {line.name}
                  <Bar value={line.draft} marker={line.current} top={top} />
                </th>
                <td>{number(line.current, 1)}</td>
                <td>{number(line.draft, 1)}</td>
                <td>{signed(line.draft - line.current)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
