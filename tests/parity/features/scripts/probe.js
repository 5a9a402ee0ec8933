var permission = $evaluation.getPermission();
var context = $evaluation.getContext();
var identity = context.getIdentity();
var policy = $evaluation.getPolicy();
function tell(name, value) { permission.addClaim(name, String(value)); }

tell('resource server', permission.getResourceServer().getId().length);
tell('decision strategy', permission.getResourceServer().getDecisionStrategy());
tell('enforcement', permission.resourceServer.policyEnforcementMode);
tell('remote management', permission.getResourceServer().isAllowRemoteResourceManagement());
tell('policy', policy.getName() + '|' + policy.getType() + '|' + policy.getLogic() + '|' + policy.getDecisionStrategy() + '|' + policy.getDescription());
tell('policy config', policy.getConfig().size());
tell('granted before', permission.isGranted());
tell('effect before', $evaluation.getEffect());
tell('scopes', permission.getScopes().size());
for (var i = 0; i < permission.getScopes().size(); i++) {
  var scope = permission.getScopes().toArray()[i];
  tell('scope', scope.getName() + '|' + scope.getDisplayName() + '|' + scope.getIconUri());
}
var resource = permission.getResource();
tell('resource', resource);
if (resource) {
  permission.removeClaim('resource');
  tell('resource', resource.getName() + '|' + resource.getType() + '|' + resource.getDisplayName() + '|' + resource.getIconUri());
  tell('uris', resource.getUris().size() + ' ' + resource.getUris().contains('/a'));
  tell('owner', resource.getOwner().equals(identity.getId()) + ' ' + resource.isOwnerManagedAccess());
  tell('resource scopes', resource.getScopes().size() + ' ' + (resource.scopes[0].name.length == 4));
  tell('attributes', resource.getAttributes().size() + ' ' + resource.getAttributes().containsKey('color') + ' ' + resource.getAttributes().get('nothing'));
  tell('attribute', resource.getAttribute('color') + ' ' + resource.getSingleAttribute('color') + ' ' + resource.getAttribute('nothing') + ' ' + resource.getSingleAttribute('nothing'));
  tell('colors', resource.getAttributes().get('color').size() + ' ' + resource.getAttributes().get('color').get(1) + ' ' + resource.getAttributes().get('color').contains('red'));
}
var claims = identity.getAttributes();
tell('email', claims.getValue('email').asString(0) + ' ' + claims.getValue('email').asString(0).endsWith('@example.org'));
tell('none', claims.getValue('nothing') + ' ' + claims.exists('nothing') + ' ' + claims.exists('email') + ' ' + claims.containsValue('email', 'alice@example.org'));
tell('entry', claims.getValue('email').size() + ' ' + claims.getValue('email').isEmpty());
tell('roles', identity.hasRealmRole('editor') + ' ' + identity.hasRealmRole('reader') + ' ' + identity.hasClientRole('api', 'own') + ' ' + identity.hasClientRole('nobody', 'own'));
tell('preferred', claims.toMap().get('preferred_username').size() + ' ' + claims.toMap().containsKey('email'));
var around = context.getAttributes();
tell('address', around.containsValue('kc.client.network.ip_address', '127.0.0.1') + ' ' + around.exists('kc.client.network.host'));
tell('realm', around.getValue('kc.realm.name').size());
tell('client', around.getValue('kc.client.id').asString(0));
tell('time', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(around.getValue('kc.time.date_time').asString(0)));
tell('agent', around.exists('kc.client.user_agent'));
var amount = around.getValue('amount');
if (amount) {
  ['asInt', 'asLong', 'asDouble', 'asString'].forEach(function (how) {
    var value = 'error';
    try { value = how == 'asInt' ? amount.asInt(0) : how == 'asLong' ? amount.asLong(0) : how == 'asDouble' ? amount.asDouble(0) : amount.asString(0); } catch (error) { value = 'error'; }
    tell(how, value);
  });
  tell('overridden', around.getValue('kc.client.id').asString(0));
}
tell('added', permission.addClaim('twice', 'x') + ' ' + permission.addClaim('twice', 'x') + ' ' + permission.addClaim('twice', 'y'));
tell('claims', permission.getClaims().get('twice').size() + ' ' + permission.getClaims().containsKey('gone'));
$evaluation.grant();
tell('effect', $evaluation.getEffect());
