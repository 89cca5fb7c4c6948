// Without this script the page refreshes itself; with it, progress moves as it happens.
const card = document.querySelector('[data-events]');
const bar = card?.querySelector('progress');
const text = card?.querySelector('.progress-text');

if (card) {
  const stream = new EventSource(card.dataset.events);
  stream.addEventListener('message', (message) => {
    const { state, reason, done, total, words } = JSON.parse(message.data);
    if (state !== card.dataset.state || reason !== card.dataset.reason) {
      stream.close();
      location.reload();
      return;
    }
    if (bar && total > 0) {
      bar.max = total;
      bar.value = done;
    }
    if (text && words) text.textContent = words;
  });
}
