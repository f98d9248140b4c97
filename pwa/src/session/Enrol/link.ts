/// On an iPhone the installed app starts where its manifest says, with a storage of its own: the link's manifest leads it back here. The
/// server knows the link from a cookie that the look at it has set.
const OF_LINK = '/api/enrolment/manifest';

export function followLink(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
  if (!link) return;
  link.crossOrigin = 'use-credentials';
  link.href = OF_LINK;
}
