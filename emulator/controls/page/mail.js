// The mail that the realm has written.
import { ROOT, ask, inRealm } from "./api.js";
import { button, el, guarded, nothing, outside } from "./dom.js";
import { dateTime } from "./words.js";

/** The view: the mails, newest first, and the chosen one. */
export async function view(main, page) {
  const list = el("ul", { class: "mails" });
  const shown = el("section", { class: "detail", "aria-label": "Mail" });
  let mails = [];
  const draw = () => {
    const wanted = page.search.toLowerCase();
    const fitting = mails.filter((mail) => `${mail.subject} ${mail.recipient} ${mail.text}`.toLowerCase().includes(wanted));
    list.replaceChildren(
      ...fitting.map((mail) =>
        el(
          "li",
          {},
          button("", () => open(mail), { class: "mail" }),
        ),
      ),
    );
    [...list.querySelectorAll("button")].forEach((target, index) =>
      target.append(
        el("strong", { text: fitting[index].subject }),
        el("span", { text: fitting[index].recipient }),
        el("span", { class: "quiet", text: dateTime(fitting[index].sent) }),
      ),
    );
    if (fitting.length) open(fitting[0]);
    else
      shown.replaceChildren(
        nothing(
          mails.length
            ? "No mail of that kind."
            : "The realm has written no mail. Where it has an SMTP server of its own, mail goes there.",
        ),
      );
  };
  const open = (mail) => {
    for (const target of list.querySelectorAll("button")) target.removeAttribute("aria-current");
    [...list.querySelectorAll("button")]
      .find((target) => target.querySelector("strong").textContent === mail.subject && target.textContent.includes(mail.recipient))
      ?.setAttribute("aria-current", "true");
    shown.replaceChildren(
      el("h2", { text: mail.subject }),
      el("p", { class: "quiet", text: `to ${mail.recipient} · ${dateTime(mail.sent)}` }),
      mail.links.length
        ? el(
            "ul",
            { class: "links", "aria-label": "Links" },
            mail.links.map((link) => el("li", {}, outside(link))),
          )
        : "",
      el("iframe", {
        title: "The mail as it looks",
        sandbox: "allow-popups allow-popups-to-escape-sandbox",
        src: `${ROOT}${inRealm(page.realm, `mail/${encodeURIComponent(mail.id)}/html`)}`,
      }),
      el("details", {}, el("summary", { text: "As plain text" }), el("pre", { tabindex: "0", text: mail.text })),
    );
  };
  const load = guarded(async () => {
    mails = (await ask(inRealm(page.realm, "mail"))).reverse();
    draw();
  });
  main.append(
    el(
      "div",
      { class: "bar" },
      el("h2", { text: "Mail" }),
      button("Look again", load),
      button(
        "Remove all",
        guarded(async () => {
          await ask(inRealm(page.realm, "mail"), "DELETE");
          await load();
        }),
      ),
    ),
    el("div", { class: "split opened mail-split" }, el("div", { class: "list" }, list), shown),
  );
  await load();
  return { searched: draw };
}
