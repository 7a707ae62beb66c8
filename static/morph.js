// A part of a page takes the form of a fresh copy of it: what is the same stays, so pictures do not
// flicker, animations go on, and focus and choices stay where they are, what is unfolded too. Children
// with a `data-id` are known by it, others by their place; what is new comes in, and may be animated
// by its style.

const OURS = ["style", "open"];

export function morph(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return undefined;
  }
  attributes(old, fresh);
  return children(old, fresh);
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !OURS.includes(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && !OURS.includes(name)) old.setAttribute(name, value);
}

function children(old, fresh) {
  const known = new Map([...old.children].filter((one) => one.dataset?.id).map((one) => [one.dataset.id, one]));
  const wanted = [...fresh.childNodes];
  let at = old.firstChild;
  for (const next of wanted) {
    const id = next.dataset?.id;
    const same = id ? known.get(id) : at?.dataset?.id ? null : at;
    if (!same || (id && same.nodeName !== next.nodeName)) {
      old.insertBefore(next, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else old.insertBefore(same, at);
    morph(same, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}
