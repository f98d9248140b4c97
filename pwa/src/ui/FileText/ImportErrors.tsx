/// The lines of a file that an import refused, each with its reason.
import type { ImportError } from '../../api/imports';
import { Notice } from '../Notice/Notice';

type Props = { title: string; errors: ImportError[]; line: (n: number) => string };

export function ImportErrors({ title, errors, line }: Props) {
  return (
    <Notice tone="bad">
      <strong>{title}</strong>
      <ul class="import-errors">
        {errors.map((error) => (
          <li key={`${error.line}-${error.code}`}>
            {line(error.line)} : {error.detail}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
