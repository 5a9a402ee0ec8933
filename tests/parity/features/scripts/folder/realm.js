var permission = $evaluation.getPermission();
var realm = $evaluation.getRealm();
function tell(name, value) { permission.addClaim(name, String(value)); }
function sorted(list) {
  var names = [];
  for (var i = 0; i < list.size(); i++) names.push(String(list.get(i)));
  return names.sort().join(' ').replace(/default-roles-\S+/, 'default roles');
}
function each(values, ask) {
  return values.map(function (value) {
    try { return String(ask(value)); } catch (error) { return 'error'; }
  }).join(' ');
}

var users = ['alice', 'ALICE', 'alice@example.org', 'bob', 'plain', 'nobody', 'service-account-api', $evaluation.getPermission().getResourceServer().getId(), $evaluation.getContext().getIdentity().getId()];
var groups = ['/staff', 'staff', '/staff/inner', 'staff/inner', 'inner', '/staff/', 'nothing', '/other', ''];
var roles = ['editor', 'inside', 'of group', 'own', 'nothing'];
users.forEach(function (user, index) {
  tell('in groups ' + index, each(groups, function (group) { return realm.isUserInGroup(user, group) + '/' + realm.isUserInGroup(user, group, false); }));
  tell('in roles ' + index, each(roles, function (role) { return realm.isUserInRealmRole(user, role); }));
  tell('in client roles ' + index, each(['own', 'own inside', 'editor', 'nothing'], function (role) { return realm.isUserInClientRole(user, 'api', role); }));
  tell('in roles of nobody ' + index, each(['nobody'], function (client) { return realm.isUserInClientRole(user, client, 'own'); }));
  tell('realm roles ' + index, each([user], function (user) { return sorted(realm.getUserRealmRoles(user)); }));
  tell('client roles ' + index, each(['api', 'nobody'], function (client) { return sorted(realm.getUserClientRoles(user, client)) + '|'; }));
  tell('groups ' + index, each([user], function (user) { return sorted(realm.getUserGroups(user)); }));
  tell('attributes ' + index, each(['username', 'firstName', 'lastName', 'email', 'color', 'nothing'], function (name) { return realm.getUserAttributes(user).get(name); }));
  tell('number of attributes ' + index, each([user], function (user) { return realm.getUserAttributes(user).size(); }));
});
tell('groups in roles', each(roles, function (role) { return realm.isGroupInRole('/staff', role); }));
tell('inner groups in roles', each(roles, function (role) { return realm.isGroupInRole('/staff/inner', role); }));
tell('other groups in roles', each(roles, function (role) { return realm.isGroupInRole('/other', role); }));
tell('no groups in roles', each(roles, function (role) { return realm.isGroupInRole('/nothing', role); }));
$evaluation.grant();
