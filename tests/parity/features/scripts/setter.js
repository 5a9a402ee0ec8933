$evaluation.getPermission().getResource().setName('other'); $evaluation.grant();
