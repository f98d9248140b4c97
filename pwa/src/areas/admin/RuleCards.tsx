/// A rule set in readable cards. The rules are data whose fields may grow: whatever is there is shown, by name.
import type { RulesAnswer } from '../../api/types';
import { lang, t, wordOr } from '../../i18n';
import { dateTime } from '../../i18n/dates';

const numbers = { fr: new Intl.NumberFormat('fr'), en: new Intl.NumberFormat('en') };

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const severityOrName = (name: string) => wordOr('severity', name);

function plain(value: unknown): string {
  if (value === true) return t('admin.on');
  if (value === false) return t('admin.offWord');
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (isObject(value))
    return Object.entries(value)
      .map(([name, inner]) => `${severityOrName(name)} ${plain(inner)}`)
      .join(' · ');
  return typeof value === 'number' ? numbers[lang.value].format(value) : wordOr('axis', String(value));
}

function Card({ title, fields }: { title: string; fields: Fields }) {
  return (
    <li class="card stack-s">
      <h3>{title}</h3>
      <dl class="facts">
        {Object.entries(fields).map(([name, value]) => [
          <dt key={`${name}-t`}>{wordOr('rule.field', name)}</dt>,
          <dd key={`${name}-d`}>{plain(value)}</dd>,
        ])}
      </dl>
    </li>
  );
}

/// Lists of rules become a card each, groups of settings too; single values gather in one card.
function cards(rules: Fields): { title: string; fields: Fields }[] {
  const general: Fields = {};
  const found: { title: string; fields: Fields }[] = [];
  for (const [name, value] of Object.entries(rules)) {
    if (Array.isArray(value) && value.every(isObject)) {
      for (const rule of value) {
        const { id, kind, version: _, ...fields } = rule;
        found.push({ title: wordOr('rule.kind', String(kind ?? id ?? name)), fields });
      }
    } else if (isObject(value)) found.push({ title: wordOr('rule.group', name), fields: value });
    else if (name !== 'version') general[name] = value;
  }
  return Object.keys(general).length > 0 ? [{ title: t('admin.general'), fields: general }, ...found] : found;
}

export function RuleCards({ answer }: { answer: RulesAnswer }) {
  const { current, versions } = answer;
  return (
    <>
      <div class="card stack-s">
        <p class="row">
          <strong>{t('admin.version', { n: current.version })}</strong>
          <span class="muted">
            {t('admin.since', { date: dateTime(current.effective_from) })}
            {current.published_by ? ` · ${t('admin.by', { name: current.published_by })}` : ''}
          </span>
        </p>
        {current.reason ? <p>{t('admin.reason', { reason: current.reason })}</p> : null}
      </div>
      <ul class="admin-grid">
        {cards(current.rules).map((card) => (
          <Card key={card.title} {...card} />
        ))}
      </ul>
      {versions.length > 1 ? (
        <div class="stack-s">
          <h3>{t('admin.versions')}</h3>
          <ul class="stack-s">
            {versions.map((version) => (
              <li key={version.version} class="muted">
                {t('admin.version', { n: version.version })}, {dateTime(version.effective_from)}
                {version.reason ? ` · ${version.reason}` : ''}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
