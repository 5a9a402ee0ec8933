$evaluation.getRealm().getUserGroups('nobody'); $evaluation.grant();
