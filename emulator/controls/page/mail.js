// The mail that the realm has written.
import { ROOT, ask, inRealm } from "./api.js";
import { button, el, guarded, nothing, outside, watching } from "./dom.js";
import { dateTime } from "./words.js";

/** The view: the mails, newest first, and the chosen one. New ones come by themselves. */
export async function view(main, page) {
  const list = el("ul", { class: "mails" });
  const shown = el("section", { class: "detail", "aria-label": "Mail" });
  const state = { mails: [], chosen: null };
  const draw = () => {
    const wanted = page.search.toLowerCase();
    const fitting = state.mails.filter((mail) => `${mail.subject} ${mail.recipient} ${mail.text}`.toLowerCase().includes(wanted));
    list.replaceChildren(
      ...fitting.map((mail) =>
        el(
          "li",
          {},
          entry(mail, () => open(mail)),
        ),
      ),
    );
    if (!fitting.length) {
      const none = "The realm has written no mail. Where it has an SMTP server of its own, mail goes there.";
      shown.replaceChildren(nothing(state.mails.length ? "No mail of that kind." : none));
      state.chosen = null;
    } else if (!fitting.some((mail) => mail.id === state.chosen)) open(fitting[0]);
    else mark();
  };
  const mark = () => {
    for (const target of list.querySelectorAll("button")) {
      if (target.dataset.mail === state.chosen) target.setAttribute("aria-current", "true");
      else target.removeAttribute("aria-current");
    }
  };
  const open = (mail) => {
    state.chosen = mail.id;
    mark();
    shown.replaceChildren(...content(mail, page.realm));
  };
  const look = async () => {
    const fresh = (await ask(inRealm(page.realm, "mail"))).reverse();
    if (fresh.map((mail) => mail.id).join() === state.mails.map((mail) => mail.id).join() && state.mails.length) return;
    state.mails = fresh;
    draw();
  };
  const remove = guarded(async () => {
    await ask(inRealm(page.realm, "mail"), "DELETE");
    await look();
  });
  main.append(
    el("div", { class: "bar" }, el("h2", { text: "Mail" }), button("Remove all", remove)),
    el("div", { class: "split opened mail-split" }, el("div", { class: "list" }, list), shown),
  );
  await look();
  return { searched: draw, leave: watching(look) };
}

function entry(mail, open) {
  const target = button("", open, { class: "mail", "data-mail": mail.id });
  target.append(
    el("strong", { text: mail.subject }),
    " ",
    el("span", { text: mail.recipient }),
    " ",
    el("span", { class: "quiet", text: dateTime(mail.sent) }),
  );
  return target;
}

function content(mail, realm) {
  const source = `${ROOT}${inRealm(realm, `mail/${encodeURIComponent(mail.id)}/html`)}`;
  const links = el(
    "ul",
    { class: "links", "aria-label": "Links" },
    mail.links.map((link) => el("li", {}, outside(link, link.length > 100 ? `${link.slice(0, 90)}…` : link))),
  );
  return [
    el("h2", { text: mail.subject }),
    el("p", { class: "quiet", text: `to ${mail.recipient} · ${dateTime(mail.sent)}` }),
    ...(mail.links.length ? [links] : []),
    el("iframe", { title: "The mail as it looks", sandbox: "allow-popups allow-popups-to-escape-sandbox", src: source }),
    el("details", {}, el("summary", { text: "As plain text" }), el("pre", { tabindex: "0", text: mail.text })),
  ];
}
