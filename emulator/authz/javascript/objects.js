// What a policy's script sees of Keycloak's objects, as its engine shows Java to scripts: getters, properties of the same meaning,
// lists and maps with Java's methods. Called with the facts and with the answers that are known; returns what the script came to.
(function (factsText, answersText, code) {
  const facts = JSON.parse(factsText);
  const answers = JSON.parse(answersText);
  const outcome = { question: null, effect: null, claims: facts.permission.claims, printed: [] };

  // A question that has no answer yet ends the run: it is asked outside, and the script begins anew.
  const ask = (...question) => {
    const key = JSON.stringify(question);
    if (key in answers) {
      if (answers[key].refusal) throw new Error(answers[key].refusal);
      return answers[key].value;
    }
    outcome.question = outcome.question || question;
    throw new Error("not known yet");
  };
  const refuse = (name) => () => {
    throw new Error(`${name}: this instance is read-only`);
  };
  const capital = (name) => name[0].toUpperCase() + name.slice(1);
  const hidden = (object, name, value) => Object.defineProperty(object, name, { value, configurable: true, writable: true });

  for (const [name, method] of Object.entries({
    equals(other) { return typeof other === "string" && String(this) === other; },
    equalsIgnoreCase(other) { return typeof other === "string" && this.toLowerCase() === other.toLowerCase(); },
    contains(part) { return this.includes(part); },
    isEmpty() { return this.length === 0; },
    matches(pattern) { return new RegExp(`^(?:${pattern})$`).test(this); },
    compareTo(other) { return this < other ? -1 : Number(this > other); },
  })) hidden(String.prototype, name, method);

  const iterator = (values) => {
    let next = 0;
    return { hasNext: () => next < values.length, next: () => values[next++] };
  };

  class JavaList extends Array {
    static get [Symbol.species]() { return Array; }
    size() { return this.length; }
    isEmpty() { return this.length === 0; }
    contains(value) { return this.includes(value); }
    containsAll(values) { return [...values].every((value) => this.includes(value)); }
    iterator() { return iterator(this); }
    toArray() { return [...this]; }
    get(index) {
      if (!(index >= 0 && index < this.length)) throw new Error(`Index ${index} out of bounds for length ${this.length}`);
      return this[index];
    }
    toString() { return `[${this.map(String).join(", ")}]`; }
  }
  const list = (values) => JavaList.from(values);

  class JavaMap {
    #names;
    constructor(entries) {
      this.#names = Object.keys(entries);
      for (const name of this.#names) this[name] = entries[name];
    }
    static of(map, name) { return map.#names.includes(name) ? map[name] : null; }
    static names(map) { return map.#names; }
  }
  for (const [name, method] of Object.entries({
    get(key) { return JavaMap.of(this, key); },
    getOrDefault(key, other) { const value = JavaMap.of(this, key); return value === null ? other : value; },
    containsKey(key) { return JavaMap.names(this).includes(key); },
    containsValue(value) { return JavaMap.names(this).some((key) => this[key] === value); },
    size() { return JavaMap.names(this).length; },
    isEmpty() { return JavaMap.names(this).length === 0; },
    keySet() { return list(JavaMap.names(this)); },
    values() { return list(JavaMap.names(this).map((key) => this[key])); },
    entrySet() { return list(JavaMap.names(this).map((key) => ({ key, value: this[key], getKey: () => key, getValue: () => this[key] }))); },
    toString() { return `{${JavaMap.names(this).map((key) => `${key}=${this[key]}`).join(", ")}}`; },
  })) hidden(JavaMap.prototype, name, method);
  const lists = (entries) => new JavaMap(Object.fromEntries(Object.entries(entries).map(([name, values]) => [name, list(values)])));

  // An object with a getter, a property and a refusing setter for each of its values, which are computed when they are asked for.
  const bean = (values, methods = {}) => {
    const object = {};
    for (const [name, read] of Object.entries(values)) {
      const flag = typeof read === "boolean";
      const value = typeof read === "function" ? read : () => read;
      hidden(object, (flag ? "is" : "get") + capital(name), value);
      hidden(object, "set" + capital(name), refuse(name));
      Object.defineProperty(object, name, { get: value, set: refuse(name), enumerable: true });
    }
    for (const [name, method] of Object.entries(methods)) hidden(object, name, method);
    return object;
  };

  const number = (text, pattern) => {
    if (!pattern.test(text)) throw new Error(`For input string: "${text}"`);
    return Number(text);
  };
  const entry = (name, values) => {
    const text = (index) => {
      if (index >= values.length) throw new Error(`Invalid index [${index}]. Values are [${name}=${list(values)}].`);
      return values[index];
    };
    const whole = (index) => number(text(index), /^[+-]?\d+$/);
    return {
      size: () => values.length,
      isEmpty: () => values.length === 0,
      asString: text,
      asInt: whole,
      asLong: whole,
      asDouble: (index) => number(text(index).trim(), /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/),
    };
  };
  const attributes = (entries) => ({
    toMap: () => lists(entries),
    exists: (name) => Object.hasOwn(entries, name),
    containsValue: (name, value) => Object.hasOwn(entries, name) && entries[name].includes(value),
    getValue: (name) => (Object.hasOwn(entries, name) ? entry(name, entries[name]) : null),
  });

  const server = bean(facts.server);
  const scope = (values) => bean({ ...values, resourceServer: () => server });
  const resource = (values) =>
    values && bean(
      {
        ...values,
        uris: () => list(values.uris),
        scopes: () => list(values.scopes.map(scope)),
        attributes: () => lists(values.attributes),
        resourceServer: () => server,
      },
      {
        getAttribute: (name) => (Object.hasOwn(values.attributes, name) ? list(values.attributes[name]) : null),
        getSingleAttribute: (name) => (values.attributes[name] || [])[0] ?? null,
        setAttribute: refuse("attributes"),
        removeAttribute: refuse("attributes"),
        updateUris: refuse("uris"),
        updateScopes: refuse("scopes"),
      },
    );
  const permission = bean(
    {
      resource: () => resource(facts.permission.resource),
      scopes: () => list(facts.permission.scopes.map(scope)),
      resourceServer: () => server,
      resourceType: facts.permission.resourceType,
      claims: () => lists(outcome.claims),
      granted: false,
    },
    {
      addClaim: (name, value) => {
        const values = (outcome.claims[name] ??= []);
        if (values.includes(value)) return false;
        values.push(String(value));
        return true;
      },
      removeClaim: (name) => void delete outcome.claims[name],
    },
  );
  const identity = bean(
    { id: facts.identity.id, attributes: () => attributes(facts.identity.attributes) },
    {
      hasRealmRole: (role) => ask("hasRealmRole", role),
      hasClientRole: (client, role) => ask("hasClientRole", client, role),
      hasOneClientRole: (client, ...roles) => roles.flat().some((role) => ask("hasClientRole", client, role)),
    },
  );
  const user = (name) => ask("user", String(name));
  const known = (name) => {
    const answer = user(name);
    if (answer === null) throw new Error(`there is no user '${name}'`);
    return answer;
  };
  const realm = {
    // As observed, whether groups above count changes nothing.
    isUserInGroup: (name, path) => {
      const group = ask("group", String(path));
      return user(name) !== null && group !== null && user(name).inGroups.includes(group.id);
    },
    isUserInRealmRole: (name, role) => user(name) !== null && user(name).inRealmRoles.includes(role),
    isUserInClientRole: (name, client, role) => user(name) !== null && (user(name).inClientRoles[client] || []).includes(role),
    isGroupInRole: (path, role) => {
      const group = ask("group", String(path));
      if (group === null || !ask("isRealmRole", String(role))) throw new Error(`there is no group '${path}' or no role '${role}'`);
      return group.inRealmRoles.includes(role);
    },
    getUserRealmRoles: (name) => list(known(name).realmRoles),
    // As observed, roles of all clients, whichever is named.
    getUserClientRoles: (name) => list(known(name).clientRoles),
    getUserGroups: (name) => list(known(name).groups),
    getUserAttributes: (name) => lists(known(name).attributes),
  };
  const spelled = (granted) => (granted === facts.negative ? "DENY" : "PERMIT");
  globalThis.$evaluation = bean(
    {
      permission: () => permission,
      context: () => bean({ identity: () => identity, attributes: () => attributes(facts.context) }),
      realm: () => realm,
      policy: () => bean({ ...facts.policy, config: () => new JavaMap(facts.policy.config), resourceServer: () => server }),
      effect: () => (outcome.effect === null ? null : spelled(outcome.effect)),
    },
    {
      grant: () => { outcome.effect = true; },
      deny: () => { outcome.effect = false; },
      denyIfNoEffect: () => { outcome.effect ??= false; },
    },
  );
  globalThis.print = (...values) => void outcome.printed.push(values.map(String).join(" "));

  try {
    (0, eval)(code);
  } catch (error) {
    if (outcome.question === null) throw error;
  }
  return JSON.stringify(outcome);
})
