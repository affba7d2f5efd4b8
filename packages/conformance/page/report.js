/** Adds a filter and keys to the page of a conformance report, which can be read without them. */
(() => {
  const form = document.querySelector('form.filter');
  const cases = [...document.querySelectorAll('tbody.case')];
  const groups = [...document.querySelectorAll('tbody.group')];
  const empty = document.querySelector('.empty');
  const output = form.querySelector('output');
  const { text, group, next, fold } = form.elements;

  const chosen = (name) =>
    [...form.querySelectorAll(`input[name="${name}"]`)].filter(({ checked }) => checked).map(({ value }) => value);
  const detailsOf = (element) => element.querySelector('details');
  const summaryOf = (element) => element.querySelector('summary');
  const shown = () => cases.filter(({ hidden }) => !hidden);
  const failures = () => shown().filter(({ dataset }) => dataset.outcomes.split(' ').includes('failed'));

  function filter() {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = chosen('severity');
    const outcomes = chosen('outcome');
    for (const element of cases) {
      const { dataset } = element;
      element.hidden = !(
        words.every((word) => dataset.text.includes(word)) &&
        (group.value === '' || group.value === dataset.group) &&
        severities.includes(dataset.severity) &&
        dataset.outcomes.split(' ').some((outcome) => outcomes.includes(outcome))
      );
    }
    const left = new Set(shown().map(({ dataset }) => dataset.group));
    for (const element of groups) element.hidden = !left.has(element.dataset.group);
    empty.hidden = left.size > 0;
    output.value = `${shown().length} of ${cases.length} cases, ${failures().length} with a failure`;
    next.disabled = failures().length === 0;
    fold.disabled = failures().length === 0;
  }

  function open(element) {
    detailsOf(element).open = true;
    summaryOf(element).focus();
    element.scrollIntoView({ block: 'start' });
  }

  /** The first failure below the case that had the focus last, or else the first one. */
  function openNext() {
    const isBelow = (element) => current.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
    const all = failures();
    open((current && all.find(isBelow)) ?? all[0]);
  }

  let current;
  document.addEventListener('focusin', ({ target }) => {
    current = target.closest('tbody.case') ?? current;
  });

  function toggleAll() {
    const isOpen = fold.getAttribute('aria-pressed') === 'true';
    for (const element of isOpen ? cases : failures()) detailsOf(element).open = !isOpen;
    fold.setAttribute('aria-pressed', String(!isOpen));
  }

  /** Arrows go from case to case, as in a list. */
  function move(event) {
    const summary = event.target.closest('summary');
    if (!summary || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = shown().map(summaryOf);
    const index = all.indexOf(summary);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  }

  /** The address of a case opens it; the browser scrolls to it. */
  function openAddressed() {
    const element = cases.find(({ id }) => location.hash === `#${id}`);
    if (element) detailsOf(element).open = true;
  }

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = failures().filter((element) => !detailsOf(element).open);
    for (const element of folded) detailsOf(element).open = true;
  });
  addEventListener('afterprint', () => {
    for (const element of folded) detailsOf(element).open = false;
  });

  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields have their first values only after the event.
  form.addEventListener('reset', () => setTimeout(filter));
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    text.value = '';
    filter();
  });
  next.addEventListener('click', openNext);
  fold.addEventListener('click', toggleAll);
  document.querySelector('.matrix').addEventListener('keydown', move);
  addEventListener('hashchange', openAddressed);
  form.hidden = false;
  filter();
  openAddressed();
})();
