// What an address points to is open, and the samples ask the server that shows them.
window.addEventListener("DOMContentLoaded", () => {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement)) return;
    target.open = true;
    target.scrollIntoView();
  };
  open();
  window.addEventListener("hashchange", open);
  for (const sample of document.querySelectorAll("pre"))
    sample.textContent = sample.textContent.replaceAll("http://127.0.0.1:8000", location.origin);
});
